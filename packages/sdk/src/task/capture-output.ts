import { AsyncLocalStorage } from 'node:async_hooks'
import { LogStream } from '@clearway/runtime/log-stream'
import type { Logger } from './logger.ts'

/** The log that gets what this process writes, or a part of it. */
class Capture {
  readonly stdout: LogStream
  readonly stderr: LogStream

  constructor(logger: Logger) {
    this.stdout = new LogStream({ onLine: (text) => void logger.text(text, 'info') })
    this.stderr = new LogStream({ onLine: (text) => void logger.text(text, 'error') })
  }
}

/** The captures of all that this process writes. */
const ofProcess = new Set<Capture>()
/** The capture of what the running code writes. */
const ofCode = new AsyncLocalStorage<Capture>()
/** How many captures there are. */
let count = 0
let restore: () => void = () => {}

/** Sends what this process writes to its standard output and error to a task's log as well. Gives the function that ends the capture. */
export function captureOutput(logger: Logger): () => void {
  const capture = new Capture(logger)
  ofProcess.add(capture)
  begin()
  return () => {
    ofProcess.delete(capture)
    end(capture)
  }
}

/** Does work, and sends what the work alone writes to a task's log as well: not what other work of this process writes, nor what work within it captures. */
export async function capturing<T>(logger: Logger, work: () => Promise<T>): Promise<T> {
  const capture = new Capture(logger)
  begin()
  try {
    return await ofCode.run(capture, work)
  } finally {
    end(capture)
  }
}

function begin(): void {
  count += 1
  if (count > 1) return
  const restores = [patch(process.stdout, 'stdout'), patch(process.stderr, 'stderr')]
  restore = () => restores.forEach((one) => one())
}

function end(capture: Capture): void {
  count -= 1
  if (count === 0) restore()
  capture.stdout.end()
  capture.stderr.end()
}

function patch(stream: NodeJS.WriteStream, name: 'stdout' | 'stderr'): () => void {
  // oxlint-disable-next-line typescript/unbound-method -- restored as it was, and called on its stream below
  const write = stream.write
  stream.write = function (this: NodeJS.WriteStream, ...args: Parameters<typeof write>): boolean {
    // The stream comes first: what it refuses with an error is no output.
    const isBelowHighWater = write.apply(stream, args)
    const [chunk, encoding] = args as readonly unknown[] as readonly [string | Uint8Array, unknown]
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encodingOf(encoding)) : Uint8Array.from(chunk)
    const own = ofCode.getStore()
    for (const capture of own === undefined ? ofProcess : [...ofProcess, own]) capture[name].write(bytes)
    return isBelowHighWater
  } as typeof write
  return () => {
    stream.write = write
  }
}

/** The second argument of a write is its encoding, or already the callback. */
function encodingOf(argument: unknown): BufferEncoding {
  return typeof argument === 'string' && Buffer.isEncoding(argument) ? argument : 'utf8'
}
