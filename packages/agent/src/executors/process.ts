import type { ChildProcess } from 'node:child_process'
import {
  type AttemptFolder,
  attemptFolder,
  listAttempts,
  noteInLog,
  openFolder,
  readExitCode,
  readIdentity,
  readSpec,
  removeFolder,
  saveExitCode,
  saveSpec,
} from './attempt-folder.ts'
import { attemptMark, endAttempt, signalAttempt } from './end-processes.ts'
import type { Ending, Execution, ExecutionSpec, Executor, Handle, LogChunk, StartOptions, StopSignal } from './executor.ts'
import { faultPoint } from '../fault.ts'
import { FolderWatch } from './folder-watch.ts'
import { followFile } from './follow-file.ts'
import { launch } from './launch.ts'
import { isAlive } from './process-identity.ts'
import { SpareLauncher } from './spare-launcher.ts'

/** How often an adopted process is looked at, should no notice of its end come. */
const pollMs = 2000

/** Runs steps as processes of this machine. The handle is the attempt's id; all else is in its folder, so that any agent process can go on. */
export class ProcessExecutor implements Executor {
  readonly #work: string
  /** Attempts that this process opened: without a recorded launcher they are about to start, those of a dead agent never did. */
  readonly #opened = new Set<Handle>()
  /** Launchers that are children of this very process, and the watches to wake when one ends. */
  readonly #children = new Map<Handle, ChildProcess>()
  readonly #watches = new Map<Handle, Set<FolderWatch>>()
  readonly #launchers = new SpareLauncher()

  constructor(work: string) {
    this.#work = work
  }

  folder(attempt: string): AttemptFolder {
    return attemptFolder(this.#work, attempt)
  }

  /** Makes the attempt's folder and log before there is anything to run, so that the set-up can write to it. */
  open(attempt: string): AttemptFolder {
    const folder = this.folder(attempt)
    openFolder(folder)
    this.#opened.add(attempt)
    return folder
  }

  /** Adds a line to the attempt's output. */
  async note(handle: Handle, line: string): Promise<void> {
    await noteInLog(this.folder(handle), line)
  }

  /** Gives an attempt that never started, or whose start failed, an exit code, so that those who follow its output come to an end. */
  async abandon(handle: Handle, code: number): Promise<void> {
    await saveExitCode(this.folder(handle), code)
  }

  async start(spec: ExecutionSpec, options: StartOptions = {}): Promise<Handle> {
    options.signal?.throwIfAborted()
    const folder = this.open(spec.attempt)
    const [name, value] = attemptMark(spec.attempt).split('=') as [string, string]
    saveSpec(folder, spec)
    faultPoint('specification saved')
    const child = await launch(folder, { ...spec, env: { ...spec.env, [name]: value } }, () => this.#launchers.take(), options)
    this.#children.set(spec.attempt, child)
    child.once('exit', () => this.#forget(spec.attempt))
    if (child.exitCode !== null || child.signalCode !== null) this.#forget(spec.attempt)
    return spec.attempt
  }

  async adopt(handle: Handle): Promise<Execution> {
    const folder = this.folder(handle)
    const spec = await readSpec(folder)
    if (!spec) throw new Error(`There is no attempt ${handle} in ${this.#work}.`)
    return { handle, spec, ending: await this.#ending(handle, folder) }
  }

  async wait(handle: Handle, signal: AbortSignal): Promise<Ending> {
    const folder = this.folder(handle)
    using watch = this.#watch(handle, folder)
    for (;;) {
      const ending = await this.#ending(handle, folder)
      if (ending) return ending
      await watch.next(signal)
    }
  }

  async signal(handle: Handle, name: StopSignal): Promise<void> {
    const identity = await readIdentity(this.folder(handle))
    if (identity) await signalAttempt(handle, identity, name)
  }

  async stop(handle: Handle, graceSeconds: number): Promise<void> {
    const identity = await readIdentity(this.folder(handle))
    if (identity) await endAttempt(handle, identity, graceSeconds)
  }

  async *logs(handle: Handle, offset: number, signal: AbortSignal): AsyncGenerator<LogChunk, void, undefined> {
    const folder = this.folder(handle)
    using watch = this.#watch(handle, folder)
    // An attempt that is open but not started yet has no ending: its output is followed through the set-up.
    const isEnded = async (): Promise<boolean> => (await this.#ending(handle, folder)) !== undefined
    yield* followFile({ file: folder.log, offset, watch, isEnded, signal })
  }

  async capacity(): Promise<number | undefined> {
    return undefined
  }

  async pending(): Promise<string | undefined> {
    return undefined
  }

  async leftovers(): Promise<readonly Handle[]> {
    const found = await Promise.all(
      (await listAttempts(this.#work)).map(async ({ attempt }) => ((await readSpec(this.folder(attempt))) ? [attempt] : [])),
    )
    return found.flat()
  }

  async discard(handle: Handle): Promise<void> {
    const folder = this.folder(handle)
    if (await this.#isRunning(folder)) throw new Error(`Attempt ${handle} still runs.`)
    await removeFolder(folder)
    this.#opened.delete(handle)
  }

  /** Discards attempts that ended and whose files nobody touched for `seconds`, except those in `keep`. */
  async sweep(seconds: number, keep: ReadonlySet<Handle>): Promise<readonly Handle[]> {
    const old = (await listAttempts(this.#work)).filter(
      ({ attempt, changed }) => changed < Date.now() - seconds * 1000 && !keep.has(attempt),
    )
    const swept: Handle[] = []
    for (const { attempt } of old) {
      if (await this.#isRunning(this.folder(attempt))) continue
      await this.discard(attempt)
      swept.push(attempt)
    }
    return swept
  }

  /** Ends what was kept ready. What runs goes on. */
  async close(): Promise<void> {
    await this.#launchers.close()
  }

  async #ending(handle: Handle, folder: AttemptFolder): Promise<Ending | undefined> {
    const before = await readExitCode(folder)
    if (before !== undefined) return { how: 'exited', code: before }
    const identity = await readIdentity(folder)
    if (!identity) return this.#opened.has(handle) ? undefined : { how: 'lost', reason: 'the agent died before the program was started' }
    if (this.#children.has(handle) || (await isAlive(identity))) return undefined
    // It may have written its result between the two looks.
    const code = await readExitCode(folder)
    if (code !== undefined) return { how: 'exited', code }
    return {
      how: 'lost',
      reason:
        'the launcher, which records how the program ends, was killed: by the system for want of memory, by another program, or by the program itself (`kill 0`)',
    }
  }

  async #isRunning(folder: AttemptFolder): Promise<boolean> {
    const identity = await readIdentity(folder)
    return identity !== undefined && (await isAlive(identity))
  }

  #watch(handle: Handle, folder: AttemptFolder): FolderWatch {
    const watches = this.#watches.get(handle) ?? new Set()
    const watch = new FolderWatch(folder.root, pollMs, () => {
      watches.delete(watch)
      if (watches.size === 0 && this.#watches.get(handle) === watches) this.#watches.delete(handle)
    })
    this.#watches.set(handle, watches.add(watch))
    return watch
  }

  #forget(handle: Handle): void {
    this.#children.delete(handle)
    for (const watch of this.#watches.get(handle) ?? []) watch.hurry()
  }
}
