import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { LogStream } from '../process/log-stream.ts'
import type { Logger, LogLevel } from '../task/logger.ts'

const lastCount = 5
/** After the end of its process, output that does not come for this long does not come any more. */
const quietMs = 500

/** Sends what a local step writes to its task's log, with secrets masked. */
export class LocalOutput {
  readonly #logger: Logger
  readonly #secrets: readonly string[]
  readonly #last: string[] = []
  #readAt = 0
  /** Streams that wait for the log to take what was read of them. */
  #waiting = 0

  constructor(logger: Logger, secrets: readonly string[]) {
    this.#logger = logger
    this.#secrets = secrets
  }

  /** The last lines of all streams. */
  get lastLines(): string {
    return this.#last.join('\n')
  }

  /** Reads a stream to its end, no faster than the log takes it. */
  async read(stream: Readable, level: LogLevel): Promise<void> {
    const log = new LogStream({ secrets: this.#secrets, onLine: (text) => this.#add(text, level) })
    try {
      for await (const chunk of stream) {
        log.write(chunk as Uint8Array)
        this.#waiting += 1
        await this.#logger.drained()
        this.#waiting -= 1
        this.#readAt = performance.now()
      }
    } catch (error) {
      // `runHere` closes a stream that something outside of the step's process group holds open.
      if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
    } finally {
      log.end()
    }
  }

  /** Waits until the streams are read, or nothing comes any more. A process that left the step's group may hold them open for ever. */
  async drain(read: Promise<unknown>): Promise<void> {
    this.#readAt = performance.now()
    const done = read.then(() => true)
    while (!(await Promise.race([done, sleep(quietMs, false)])))
      if (this.#waiting === 0 && performance.now() - this.#readAt >= quietMs) return
  }

  #add(text: string, level: LogLevel): void {
    this.#logger.text(text, level)
    this.#last.push(text)
    if (this.#last.length > lastCount) this.#last.shift()
  }
}
