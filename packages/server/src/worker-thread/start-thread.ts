import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { Worker, type WorkerOptions } from 'node:worker_threads'

/** Starts a thread that uses the main thread's compile cache, which Node does not do by itself. */
export function startThread(program: URL, options: WorkerOptions): Worker {
  const cache = getCompileCacheDir()
  // Node answers a subfolder, named after its version, of the folder that it was given.
  return new Worker(program, cache === undefined ? options : { ...options, env: { ...process.env, NODE_COMPILE_CACHE: dirname(cache) } })
}
