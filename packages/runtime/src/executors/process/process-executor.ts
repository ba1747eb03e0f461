import type { ChildProcess } from 'node:child_process'
import { faultPoint } from '../../fault.ts'
import type { Ending, Execution, ExecutionSpec, Executor, Handle, LogChunk, StartOptions } from '../executor.ts'
import { attemptMark, endAttempt } from './end-processes.ts'
import { FolderWatch } from './folder-watch.ts'
import { followFile } from './follow-file.ts'
import { launch } from './launch.ts'
import {
  addLine,
  exitCodeIn,
  identityIn,
  openFiles,
  processFiles,
  type ProcessFiles,
  readSpec,
  removeFiles,
  saveExitCode,
  saveSpec,
} from './process-files.ts'
import { isAlive } from './process-identity.ts'
import { SpareLauncher } from './spare-launcher.ts'

/** How often to check whether an adopted process lives, should the system send no notice of its end. */
const pollMs = 2000

export interface ProcessExecutorOptions {
  /** Names the folder that an attempt's files lie in. */
  readonly rootOf: (attempt: string) => string
  /** Whether the executions end with this process, however it ends; otherwise they go on. */
  readonly isTied?: boolean
}

/** Runs executions as processes of this machine. All that is known of one is in its attempt's folder, so that any process of the agent can go on. */
export class ProcessExecutor implements Executor {
  readonly #rootOf: (attempt: string) => string
  readonly #isTied: boolean
  /** Executions that this process opened: without a recorded launcher they are about to start, those of a dead agent never did. */
  readonly #opened = new Set<Handle>()
  /** Launchers that are children of this very process. */
  readonly #children = new Map<Handle, ChildProcess>()
  /** The watches to wake when a launcher ends. */
  readonly #watches = new Map<Handle, Set<FolderWatch>>()
  readonly #launchers = new SpareLauncher()

  constructor({ rootOf, isTied = false }: ProcessExecutorOptions) {
    this.#rootOf = rootOf
    this.#isTied = isTied
  }

  prepareFolder(folder: string): void {
    openFiles(processFiles(folder))
  }

  open(attempt: string): Handle {
    openFiles(this.#files(attempt))
    this.#opened.add(attempt)
    return attempt
  }

  async addLine(handle: Handle, line: string): Promise<void> {
    addLine(this.#files(handle), line)
  }

  async abandon(handle: Handle, code: number): Promise<void> {
    await saveExitCode(this.#files(handle), code)
  }

  async start(spec: ExecutionSpec, options: StartOptions = {}): Promise<Handle> {
    options.permission?.catch(() => {}) // Awaited by `launch`, if all before it succeeds.
    options.signal?.throwIfAborted()
    const handle = this.open(spec.attempt)
    const files = this.#files(handle)
    const [name, value] = attemptMark(spec.attempt).split('=') as [string, string]
    saveSpec(files, spec)
    faultPoint('specification saved')
    const marked = { ...spec, env: { ...spec.env, [name]: value } }
    const child = await launch(files, marked, { ...options, takeLauncher: () => this.#launchers.take(), isTied: this.#isTied })
    this.#children.set(handle, child)
    child.once('exit', () => this.#childEnded(handle))
    if (child.exitCode !== null || child.signalCode !== null) this.#childEnded(handle)
    // Not before the launcher has got its plan, which is written in this turn of the event loop.
    setImmediate(() => this.#launchers.prepare())
    return handle
  }

  async adopt(handle: Handle): Promise<Execution | undefined> {
    const files = this.#files(handle)
    const [spec, identity] = [await readSpec(files), identityIn(files)]
    // A launcher that was not recorded never gets the permission to run its program.
    if (spec === undefined || identity === undefined) return undefined
    return { spec, ending: await this.#ending(handle, files) }
  }

  async wait(handle: Handle, signal: AbortSignal): Promise<Ending> {
    const files = this.#files(handle)
    using watch = this.#watch(handle, files)
    for (;;) {
      const ending = await this.#ending(handle, files)
      if (ending) {
        // Who follows the output need not wait for the launcher's own end.
        this.#hurry(handle)
        return ending
      }
      await watch.next(signal)
    }
  }

  async stop(handle: Handle, graceSeconds: number): Promise<void> {
    const identity = identityIn(this.#files(handle))
    if (identity) await endAttempt(handle, identity, graceSeconds)
  }

  async *logs(handle: Handle, offset: number, signal: AbortSignal): AsyncGenerator<LogChunk, void, undefined> {
    const files = this.#files(handle)
    using watch = this.#watch(handle, files)
    // An attempt that is open but not started has not ended, so its output is followed during the set-up.
    const isEnded = async (): Promise<boolean> => (await this.#ending(handle, files)) !== undefined
    yield* followFile({ file: files.log, offset, watch, isEnded, signal })
  }

  async discard(handle: Handle): Promise<void> {
    const files = this.#files(handle)
    const identity = identityIn(files)
    if (identity !== undefined && (await isAlive(identity))) throw new Error(`Attempt ${handle} still runs.`)
    await removeFiles(files)
    this.#opened.delete(handle)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#launchers.close()
  }

  #files(attempt: string): ProcessFiles {
    return processFiles(this.#rootOf(attempt))
  }

  async #ending(handle: Handle, files: ProcessFiles): Promise<Ending | undefined> {
    const before = exitCodeIn(files)
    if (before !== undefined) return { how: 'exited', code: before }
    const identity = identityIn(files)
    if (!identity) return this.#opened.has(handle) ? undefined : { how: 'lost', reason: 'the agent died before the program was started' }
    if (this.#children.has(handle) || (await isAlive(identity))) return undefined
    // The launcher may have written the result and ended between the two checks.
    const code = exitCodeIn(files)
    if (code !== undefined) return { how: 'exited', code }
    return {
      how: 'lost',
      reason:
        'the launcher, which records how the program ends, was killed: by the system for want of memory, by another program, or by the program itself (`kill 0`)',
    }
  }

  #watch(handle: Handle, files: ProcessFiles): FolderWatch {
    const watches = this.#watches.get(handle) ?? new Set()
    const watch = new FolderWatch(files.root, pollMs, () => {
      watches.delete(watch)
      if (watches.size === 0 && this.#watches.get(handle) === watches) this.#watches.delete(handle)
    })
    this.#watches.set(handle, watches.add(watch))
    return watch
  }

  #childEnded(handle: Handle): void {
    this.#children.delete(handle)
    this.#hurry(handle)
  }

  #hurry(handle: Handle): void {
    for (const watch of this.#watches.get(handle) ?? []) watch.hurry()
  }
}
