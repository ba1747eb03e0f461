import type { Logger, LogLevel } from './logger.ts'

/** Sends what the process writes to its standard output and error to a task's log as well. Gives the function that ends it. */
export function captureOutput(logger: Logger): () => void {
  const ends = [capture(process.stdout, logger, 'info'), capture(process.stderr, logger, 'error')]
  return () => ends.forEach((end) => end())
}

function capture(stream: NodeJS.WriteStream, logger: Logger, level: LogLevel): () => void {
  // oxlint-disable-next-line typescript/unbound-method -- put back as it was, and called on its stream below
  const write = stream.write
  const decoder = new TextDecoder()
  let rest = ''
  const take = (chunk: unknown): void => {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk as Uint8Array, { stream: true })
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    if (lines.length > 0) logger.text(lines.join('\n'), level)
  }
  stream.write = function (this: NodeJS.WriteStream, ...args: Parameters<typeof write>): boolean {
    take(args[0])
    return write.apply(stream, args)
  } as typeof write
  return () => {
    stream.write = write
    if (rest !== '') logger.text(rest, level)
  }
}
