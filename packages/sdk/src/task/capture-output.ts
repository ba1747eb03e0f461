import { LogStream } from '@clearway/runtime/log-stream'
import type { Logger, LogLevel } from './logger.ts'

/** Sends what this process writes to its standard output and error to a task's log as well. Gives the function that ends the capture. */
export function captureOutput(logger: Logger): () => void {
  const ends = [capture(process.stdout, logger, 'info'), capture(process.stderr, logger, 'error')]
  return () => ends.forEach((end) => end())
}

function capture(stream: NodeJS.WriteStream, logger: Logger, level: LogLevel): () => void {
  // oxlint-disable-next-line typescript/unbound-method -- restored as it was, and called on its stream below
  const write = stream.write
  const log = new LogStream({ onLine: (text) => void logger.text(text, level) })
  stream.write = function (this: NodeJS.WriteStream, ...args: Parameters<typeof write>): boolean {
    // The stream comes first: what it refuses with an error is no output.
    const isBelowHighWater = write.apply(stream, args)
    const [chunk, encoding] = args as readonly unknown[] as readonly [string | Uint8Array, unknown]
    log.write(typeof chunk === 'string' ? Buffer.from(chunk, encodingOf(encoding)) : Uint8Array.from(chunk))
    return isBelowHighWater
  } as typeof write
  return () => {
    stream.write = write
    log.end()
  }
}

/** The second argument of a write is its encoding, or already the callback. */
function encodingOf(argument: unknown): BufferEncoding {
  return typeof argument === 'string' && Buffer.isEncoding(argument) ? argument : 'utf8'
}
