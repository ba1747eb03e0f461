import { withResolvers } from '@clearway/contract/with-resolvers'
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Ending,
  type Executor,
  makeReady,
  ProcessExecutor,
  readUserSettings,
  type ShippedLine,
  shipLogs,
  type UserSettings,
} from '@clearway/runtime'
import { makeOwnedFolder } from '@clearway/runtime/owned-folder'
import { isApiError } from '../api-error.ts'
import type { Connection } from '../connection.ts'
import { readProcessContext } from '../task/process-context.ts'
import type { Task } from '../task.ts'

/** How the program of a task ended. */
export interface LocalEnd {
  readonly ending: Ending
  /** The last lines that it wrote. */
  readonly lastLines: string
}

/** What the program of a step has printed. */
export interface StepOutput {
  readonly step: string
  readonly task: string
  /** One line, or several. */
  readonly text: string
}

interface LocalRunOptions {
  readonly stop: AbortSignal
  readonly gpus: readonly string[] | undefined
}

type OnOutput = (task: Task, text: string) => void

/** How long a program may take to end after it is asked to. */
const graceSeconds = 5
const lastCount = 5

/**
 * Runs the programs of tasks as processes of this machine, as an agent does: with the same set-up, environment and log. They end with this process,
 * however it ends, and have its credentials instead of those of an attempt.
 */
export class LocalRunner implements AsyncDisposable {
  readonly #connection: Connection
  readonly #settings: UserSettings
  readonly #work: string
  readonly #executor: Executor
  readonly #onOutput: OnOutput

  private constructor(connection: Connection, settings: UserSettings, work: string, onOutput: OnOutput) {
    this.#onOutput = onOutput
    this.#connection = connection
    this.#settings = settings
    this.#work = work
    this.#executor = new ProcessExecutor({ rootOf: (attempt) => this.#rootOf(attempt), isTied: true })
  }

  static async open(connection: Connection, onOutput: OnOutput = () => {}): Promise<LocalRunner> {
    const settings = await readUserSettings(process.env)
    return new LocalRunner(connection, settings, await makeOwnedFolder('steps'), onOutput)
  }

  /**
   * Runs a task's program and sends its output to the task's log. The program is over when its own process has ended: what that left in the background
   * is killed. An abort of `stop` ends it. Of the GPUs it sees `gpus`; undefined: all that this process sees.
   */
  async run(task: Task, { stop, gpus }: LocalRunOptions): Promise<LocalEnd> {
    const attempt = randomUUID()
    const executor = this.#executor
    const handle = executor.open(attempt)
    const lastLines: string[] = []
    const shipped = this.#ship(task, handle, lastLines)
    shipped.catch(() => {}) // Observed below, after the program's end.
    try {
      const ending = await this.#execute(task, handle, { stop, gpus })
      await shipped
      return { ending, lastLines: lastLines.slice(-lastCount).join('\n') }
    } catch (error) {
      await executor.stop(handle, 0)
      await executor.abandon(handle, 1)
      await shipped
      throw error
    } finally {
      await executor.discard(handle)
      await rm(this.#rootOf(attempt), { recursive: true, force: true })
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#executor[Symbol.asyncDispose]()
    await rm(this.#work, { recursive: true, force: true })
  }

  #rootOf(attempt: string): string {
    return join(this.#work, attempt)
  }

  async #execute(task: Task, handle: string, { stop, gpus }: LocalRunOptions): Promise<Ending> {
    const executor = this.#executor
    const { spec } = await this.#makeReady(task, handle, { stop, gpus })
    await executor.start(spec, { signal: stop })
    const stopped = withResolvers<never>()
    const end = (): void => void executor.stop(handle, graceSeconds).catch(stopped.reject)
    stop.addEventListener('abort', end, { once: true })
    if (stop.aborted) end()
    try {
      const ending = await Promise.race([executor.wait(handle, new AbortController().signal), stopped.promise])
      await executor.stop(handle, 0)
      return ending
    } finally {
      stop.removeEventListener('abort', end)
    }
  }

  #makeReady({ id, document }: Task, attempt: string, { stop, gpus }: LocalRunOptions) {
    const { url, filesUrl, login } = this.#connection
    const { script = {}, container = {}, execution } = document
    return makeReady({
      executor: this.#executor,
      handle: attempt,
      root: this.#rootOf(attempt),
      identity: {
        task: id,
        attempt,
        worker: readProcessContext().worker,
        urls: { api: url, web: url, files: filesUrl },
        credentials: this.#credentials(),
        gpus,
      },
      code: { script, container, artifacts: execution?.artifacts ?? [] },
      settings: this.#settings,
      environment: process.env,
      // A pipeline among the steps runs its own steps here as well.
      variables: { CLEARML_SIMULATE_REMOTE_TASK: '1', CLEARWAY_STEPS_HERE: '1' },
      authorization: login.header,
      signal: stop,
    })
  }

  #credentials() {
    const { credentials, token } = this.#connection.credentials
    return credentials ?? { token: token ?? '' }
  }

  async #ship(task: Task, handle: string, last: string[]): Promise<void> {
    const { worker } = readProcessContext()
    const send = async (lines: readonly ShippedLine[], signal: AbortSignal): Promise<void> => {
      const events = lines.map(({ output_end: _, ...line }) => ({ type: 'log', task: task.id, worker, ...line }))
      await this.#connection.api.events.add_batch(events, { signal })
      // The log also has the command that the launcher runs, which the program has not printed.
      for (const { msg } of lines) if (!msg.startsWith(`${this.#work}/`)) this.#onOutput(task, msg)
      last.splice(0, Infinity, ...[...last, ...lines.map(({ msg }) => msg)].slice(-lastCount))
    }
    await shipLogs({
      chunks: (offset, signal) => this.#executor.logs(handle, offset, signal),
      position: { load: async () => 0, save: async () => {} },
      send,
      secrets: this.#secrets(),
      signal: new AbortController().signal,
      now: Date.now,
      isFinal: (error) => isApiError(error) && error.status >= 400 && error.status < 500 && error.status !== 429,
    })
  }

  /** What is masked in the log of every step. */
  #secrets(): readonly string[] {
    const { credentials, token } = this.#connection.credentials
    return [
      ...(credentials === undefined
        ? []
        : [credentials.secretKey, Buffer.from(`${credentials.accessKey}:${credentials.secretKey}`).toString('base64')]),
      ...(token === undefined ? [] : [token]),
      ...(this.#settings.git === undefined ? [] : [this.#settings.git.password]),
    ]
  }
}
