import type { Code, Lease } from '@clearway/contract'
import { type Ending, type Execution, faultPoint, Redactor, type ShippedLine, UnsupportedTask } from '@clearway/runtime'
import { type Api, isApiError } from '@clearway/sdk'
import { makeAttemptRoot, removeAttemptRoot } from '../attempts/attempt-root.ts'
import { type Intent, readIntent, saveIntent, saveLease } from '../attempts/lease-record.ts'
import { machineMs } from '../machine-clock.ts'
import { untilAnswered } from '../until-answered.ts'
import { waitForAbortCallback } from './abort-callback.ts'
import { attemptApi, basicAuthorization } from './attempt-api.ts'
import { makeLeasedReady } from './make-leased-ready.ts'
import { type Report, reportOf } from './outcome.ts'
import { recordCommit } from './record-commit.ts'
import { Refused } from './refused.ts'
import { type RunnerParts, workerOf } from './runner-parts.ts'
import { shipOutput } from './ship-output.ts'
import { tellEnd } from './tell-end.ts'

/** One attempt, from its claim until the server has acknowledged its end. Everything needed to go on lies in its folder. */
export class Attempt {
  #lease: Lease
  /** Nothing of it runs any more and the server knows how it ended: its place is free. Or it is looked after no longer. Never rejects. */
  readonly done: Promise<void>
  /** Its files are gone as well. Never rejects. */
  readonly settled: Promise<void>

  readonly #parts: RunnerParts
  readonly #api: Api
  readonly #secrets: readonly string[]
  readonly #root: string
  /** The execution that a dead process of this agent left behind, once the attempt's folder and output are open. */
  readonly #opened: Promise<Execution | undefined>
  readonly #detached = new AbortController()
  readonly #stopped = new AbortController()
  /** Its program has ended, or it is looked after no longer. */
  readonly #over = new AbortController()
  #intent: Intent | undefined
  /** A program of it may run, so that stopping it means to end processes. */
  #isRunning = false
  #isOrdered = false
  #endedAt: number | undefined
  #ending: Promise<void> = Promise.resolve()
  #environment: string | undefined

  /** Without `code`, adopts what a dead process of this agent left behind. */
  private constructor(parts: RunnerParts, lease: Lease, code?: Code) {
    this.#lease = lease
    this.#parts = parts
    this.#root = parts.rootOf(lease.attempt)
    this.#api = attemptApi(parts.url, lease, workerOf(parts, lease))
    this.#secrets = [...parts.secrets, lease.secret_key, basicAuthorization(lease)]
    this.#opened = code === undefined ? this.#reopen() : this.#open()
    this.#opened.catch(() => {}) // Observed by all who need the folder.
    const done = this.#live(code === undefined ? () => this.#adopt() : () => this.#begin(code))
    this.done = done.then(() => {})
    this.settled = done.then((isOver) => (isOver ? this.#discard() : undefined))
  }

  /** Begins with a lease that was just granted. */
  static begin(parts: RunnerParts, lease: Lease, code: Code): Attempt {
    return new Attempt(parts, lease, code)
  }

  /** Goes on with what a dead process of this agent left behind. */
  static adopt(parts: RunnerParts, lease: Lease): Attempt {
    return new Attempt(parts, lease)
  }

  get lease(): Lease {
    return this.#lease
  }

  /** It goes on without its slot, also after a new start of the agent. */
  leaveSlot(): void {
    this.#lease = { ...this.#lease, lane: 'light', slot: null }
    saveLease(this.#root, this.#lease)
  }

  /** The Python environment that its program runs in, if any. */
  get environment(): string | undefined {
    return this.#environment
  }

  /** The server need not order its end again. */
  get isStopping(): boolean {
    return this.#isOrdered
  }

  /** Ends its processes, in the grace that they have, and tells the server what was meant. Does nothing to one that has ended by itself. */
  stop(intent: Intent): void {
    this.#isOrdered = true
    if (this.#endedAt !== undefined || this.#intent?.outcome === 'stopped' || this.#intent?.outcome === intent.outcome) return
    const isFirst = this.#intent === undefined
    this.#intent = intent
    this.#parts.emit({ kind: 'stopping', lease: this.lease, reason: intent.reason })
    this.#ending = Promise.all([this.#ending, this.#opened])
      .then(() => saveIntent(this.#root, intent))
      .then(async () => {
        faultPoint('intent saved')
        this.#stopped.abort(new Error(intent.reason))
        if (isFirst && this.#isRunning) await this.#endProcesses(intent)
      })
      .catch((error: unknown) => this.#problem('Stopping', error))
  }

  async #endProcesses({ outcome }: Intent): Promise<void> {
    const { executor, graceSeconds, leases } = this.#parts
    const { attempt, task } = this.lease
    // Without the lease another agent may have begun: nothing of it may run any more, were it to end itself.
    if (!leases.isHeld(attempt)) return await executor.stop(attempt, 0)
    if (outcome === 'stopped') await waitForAbortCallback(this.#api, task, this.#over.signal)
    await executor.stop(attempt, graceSeconds)
  }

  /** Looks after it no longer: its processes go on, for the next process of this agent to adopt. */
  detach(): void {
    this.#detached.abort(new Error('The agent ends; the step goes on.'))
    this.#over.abort()
  }

  /** True when it is over, false when it was detached. */
  async #live(begin: () => Promise<Ending>): Promise<boolean> {
    const detached = this.#detached.signal
    const quiet = new AbortController()
    let shipping: Promise<readonly ShippedLine[]> | undefined
    try {
      shipping = this.#opened.then(() => this.#ship(AbortSignal.any([detached, quiet.signal])))
      shipping.catch(() => {}) // Observed below, after the program's end.
      const ending = await begin()
      this.#over.abort()
      this.#endedAt ??= performance.now()
      faultPoint('ended')
      this.#intent ??= await readIntent(this.#root)
      const report = this.#redacted(reportOf(ending, this.#intent))
      // Whoever asked for its end hears of it when all is gone; else its children need not wait for what it may have left running.
      if (this.#isOrdered) await this.#clear()
      const told = tellEnd(this.#parts, this.lease, {
        report,
        lines: await shipping,
        signal: detached,
        onRefusal: (error) => this.#problem('Telling its end', error),
      })
      await Promise.all([told, this.#clear()])
      faultPoint('end reported')
      this.#parts.emit({
        kind: 'ended',
        lease: this.lease,
        outcome: report.action === 'end' ? report.outcome : 'handed_back',
        reason: report.reason,
      })
      return true
    } catch (error) {
      if (detached.aborted) {
        await shipping?.catch(() => {})
        return false
      }
      if (!(error instanceof Refused)) this.#problem('Running', error)
      else this.#parts.emit({ kind: 'ended', lease: this.lease, outcome: 'refused', reason: error.message })
      quiet.abort()
      await shipping?.catch(() => {}) // It was told to end.
      if (!(error instanceof Refused)) await this.#clear()
      return true
    }
  }

  async #open(): Promise<undefined> {
    faultPoint('claimed')
    makeAttemptRoot(this.#root)
    this.#parts.executor.open(this.lease.attempt)
    faultPoint('folder made')
    saveLease(this.#root, this.lease)
    faultPoint('lease saved')
  }

  async #reopen(): Promise<Execution | undefined> {
    const execution = await this.#parts.executor.adopt(this.lease.attempt)
    return execution ?? (await this.#open())
  }

  /** From the claim to the end of the program, or to the reason why there is none. */
  async #begin(code: Code): Promise<Ending> {
    const { executor, leases } = this.#parts
    const { attempt } = this.lease
    const refused = new AbortController()
    const signal = AbortSignal.any([this.#stopped.signal, this.#detached.signal, refused.signal])
    // Asked for while the task is made ready: only its own code has to wait for the answer.
    const confirmed = this.#confirm(signal)
    confirmed.catch((error: unknown) => refused.abort(error))
    try {
      await this.#opened
      const { spec, commit } = await makeLeasedReady(this.#parts, { lease: this.lease, code, signal })
      this.#isRunning = true
      this.#environment = spec.env['VIRTUAL_ENV']
      const permission = confirmed
        .then(() => recordCommit(commit, { api: this.#api, executor, lease: this.lease, script: code.script, signal }))
        .then(() => leases.mayRun(attempt, signal))
      await executor.start(spec, { signal, permission })
    } catch (error) {
      // Before the answer is there, the server must not be told of an end.
      const refusal = await confirmed.then(
        () => undefined,
        (reason: unknown) => reason,
      )
      this.#detached.signal.throwIfAborted()
      if (refusal instanceof Refused) throw refusal
      return await this.#notBegun(refusal ?? error)
    }
    return await executor.wait(attempt, this.#detached.signal)
  }

  async #confirm(signal: AbortSignal): Promise<void> {
    const { agent, api, leases } = this.#parts
    const { attempt } = this.lease
    try {
      await untilAnswered(async (abort) => {
        const sentAt = machineMs()
        await api.workers.start({ worker: agent, attempt }, { signal: abort, patienceSeconds: 0 })
        await this.#opened
        leases.renewed(attempt, sentAt)
      }, signal)
    } catch (error) {
      if (isApiError(error, 'lease_lost', 'attempt_not_found')) throw new Refused('the claim has passed')
      throw error
    }
    faultPoint('start confirmed')
    this.#parts.emit({ kind: 'started', lease: this.lease })
  }

  /** The program was not started: because we stop it, or because it could not be set up. */
  async #notBegun(error: unknown): Promise<Ending> {
    const { executor } = this.#parts
    const { attempt, lane } = this.lease
    const message = error instanceof Error ? error.message : String(error)
    await this.#opened
    if (this.#intent === undefined) {
      this.#endedAt = performance.now()
      const reason = `set-up failed: ${message}`
      const mayRunInSlot = lane === 'light' && !(error instanceof UnsupportedTask)
      const intent: Intent = mayRunInSlot ? { outcome: 'handed_back', reason, needsSlot: true } : { outcome: 'failed', reason }
      this.#intent = intent
      saveIntent(this.#root, intent)
    }
    await this.#ending
    await executor.note(attempt, this.#intent.reason)
    await executor.abandon(attempt, 1)
    return { how: 'exited', code: 1 }
  }

  async #adopt(): Promise<Ending> {
    const { executor } = this.#parts
    const { attempt } = this.lease
    const execution = await this.#opened
    const intent = await readIntent(this.#root)
    if (execution === undefined) {
      this.#intent ??= intent ?? { outcome: 'handed_back', reason: 'the agent died before the task was started' }
      await executor.abandon(attempt, 1)
      return { how: 'exited', code: 1 }
    }
    const { spec, ending } = execution
    if (ending !== undefined) {
      this.#intent ??= intent
      return ending
    }
    this.#environment = spec.env['VIRTUAL_ENV']
    this.#isRunning = true
    // An order that came meanwhile found nothing running yet.
    if (this.#intent !== undefined) await this.#endProcesses(this.#intent)
    else if (intent !== undefined) this.stop(intent)
    return await executor.wait(attempt, this.#detached.signal)
  }

  async #ship(signal: AbortSignal): Promise<readonly ShippedLine[]> {
    try {
      return await shipOutput(this.#parts, {
        lease: this.lease,
        api: this.#api,
        secrets: this.#secrets,
        signal,
        endedAt: () => this.#endedAt,
      })
    } catch (error) {
      signal.throwIfAborted()
      this.#problem('Delivering the output', error)
      return []
    }
  }

  /** Ends what the program left running in the background: its place is not free before. */
  async #clear(): Promise<void> {
    await this.#ending
    for (;;) {
      this.#detached.signal.throwIfAborted()
      try {
        return await this.#parts.executor.stop(this.lease.attempt, 0)
      } catch (error) {
        this.#problem('Ending its processes', error)
      }
    }
  }

  async #discard(): Promise<void> {
    await this.#parts.executor
      .discard(this.lease.attempt)
      .then(() => removeAttemptRoot(this.#root))
      .catch((error: unknown) => this.#problem('Removing its files', error))
  }

  #redacted(report: Report): Report {
    return { ...report, reason: new Redactor(this.#secrets).whole(report.reason).slice(0, 2000) }
  }

  #problem(doing: string, error: unknown): void {
    this.#parts.emit({ kind: 'problem', what: `${doing}: ${this.lease.name} (attempt ${this.lease.attempt})`, error })
  }
}
