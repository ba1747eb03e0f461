import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { Worker, type WorkerOptions } from 'node:worker_threads'

/** A thread of our own. It keeps compiled code where the main thread does, which Node leaves to each thread. */
export function startThread(program: URL, options: WorkerOptions): Worker {
  const cache = getCompileCacheDir()
  // The folder that Node names is one below the folder that it was given, and named after its version.
  return new Worker(program, cache === undefined ? options : { ...options, env: { ...process.env, NODE_COMPILE_CACHE: dirname(cache) } })
}
