import { type LogLine, LogLines } from './log-lines.ts'

/** A progress bar is logged this often. */
const stateMs = 500
/** More bytes than this are taken at once, without waiting for the time of the next state. */
const waitingBytes = 64 * 1024
const lineFeed = 10

export interface LogStreamOptions {
  /** Texts that are masked in every line. */
  readonly secrets?: readonly string[]
  readonly onLine: (text: string) => void
}

/**
 * Turns an output, while it is written, into the lines of a log. A line is given at once when it ends; a text that carriage returns rewrite is given
 * in its latest state twice a second.
 */
export class LogStream {
  readonly #lines: LogLines
  readonly #onLine: (text: string) => void
  #timer: NodeJS.Timeout | undefined

  constructor({ secrets = [], onLine }: LogStreamOptions) {
    this.#lines = new LogLines(secrets, 0)
    this.#onLine = onLine
  }

  write(bytes: Uint8Array): void {
    this.#lines.push(bytes)
    if (bytes.includes(lineFeed) || this.#lines.waiting >= waitingBytes) this.#give(this.#lines.take(false))
    // The timer alone is no reason for the program to go on: `end` gives what is left.
    else this.#timer ??= setTimeout(() => this.#give(this.#lines.take(false)), stateMs).unref()
  }

  /** Gives the rest, also a last line without its end. */
  end(): void {
    this.#give(this.#lines.take(true))
  }

  #give(lines: readonly LogLine[]): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const { text } of lines) this.#onLine(text)
  }
}
