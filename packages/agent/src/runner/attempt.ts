import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { Lease } from '@clearway/contract'
import { type Ending, type Execution, faultPoint, type ShippedLine } from '@clearway/runtime'
import type { Api } from '@clearway/sdk'
import { removeAttemptRoot } from '../attempts/attempt-root.ts'
import type { Grant, GrantedLease } from '../claim.ts'
import { type Intent, readIntent, saveIntent, saveLease } from '../attempts/lease-record.ts'
import { waitForAbortCallback } from './abort-callback.ts'
import { retryPauseMs } from '../retry.ts'
import { attemptApi, basicAuthorization } from './attempt-api.ts'
import { confirmStart, Refused } from './confirm-start.ts'
import { makeLeasedReady } from './make-leased-ready.ts'
import { openAttempt, reopenAttempt } from './open-attempt.ts'
import { afterFailedSetUp, redacted, reportOf } from './outcome.ts'
import { Phases } from './phases.ts'
import { recordCommit } from './record-commit.ts'
import { type RunnerDeps, workerOf } from './runner-deps.ts'
import { shipOutput } from './ship-output.ts'
import { reportEnd } from './report-end.ts'

/** One attempt, from its claim until the server has acknowledged its end. Everything needed to go on is recorded in its folder. */
export class Attempt {
  #lease: Lease
  /** Resolves when nothing of it runs any more and the server knows how it ended, so that its slot is free; or when it is detached. Never rejects. */
  readonly done: Promise<void>
  /** Resolves when the files of the attempt are deleted as well. Never rejects. */
  readonly settled: Promise<void>

  readonly #deps: RunnerDeps
  readonly #api: Api
  readonly #secrets: readonly string[]
  readonly #root: string
  /** Resolves when the attempt's folder and output are open, with the execution that an earlier process of this agent left behind. */
  readonly #opened: Promise<Execution | undefined>
  readonly #phases: Phases
  /** Aborted when a stop is recorded: a set-up that goes on is broken off. */
  readonly #stopped = new AbortController()
  /** The last stop that was asked for. */
  #order: Intent | undefined
  /** What will be reported to the server instead of how the program ended. */
  #intent: Intent | undefined
  /** Resolves when all requested stops have been carried out. */
  #stopping: Promise<void> = Promise.resolve()
  #environment: string | undefined
  #next: readonly GrantedLease[] = []

  /** Begins with a lease that was just granted; without `grant`, adopts what a dead process of this agent left behind. */
  constructor(deps: RunnerDeps, lease: Lease, grant?: Grant) {
    this.#lease = lease
    this.#deps = deps
    this.#phases = new Phases(lease.attempt)
    this.#root = deps.rootOf(lease.attempt)
    this.#api = attemptApi(deps.url, lease, workerOf(deps, lease))
    this.#secrets = [...deps.secrets, lease.secret_key, basicAuthorization(lease)]
    this.#opened = grant === undefined ? reopenAttempt(deps, lease) : openAttempt(deps, lease)
    this.#opened.catch(() => {}) // Observed by all who need the folder.
    const done = this.#live(grant === undefined ? () => this.#adopt() : () => this.#begin(grant))
    this.done = done.then(() => {})
    this.settled = done.then(() => (this.#phases.now === 'over' ? this.#discard() : undefined))
  }

  /** The leases of the next task for its slot, which the report of its end has claimed. */
  get next(): readonly GrantedLease[] {
    return this.#next
  }

  get lease(): Lease {
    return this.#lease
  }

  /** Whether a stop was asked for already, or its program has ended: the server need not order a stop. */
  get isStopping(): boolean {
    return this.#order !== undefined || this.#phases.now === 'ending' || this.#phases.now === 'over'
  }

  /** The Python environment that its program runs in, if any. */
  get environment(): string | undefined {
    return this.#environment
  }

  /** Goes on without its slot, also after a new start of the agent. */
  leaveSlot(): void {
    this.#lease = { ...this.#lease, lane: 'light', slot: null }
    saveLease(this.#root, this.#lease)
  }

  /** Ends its processes, in the grace that they have, and reports the intent to the server. Does nothing to one that has ended by itself. */
  stop(intent: Intent): void {
    this.#order = intent
    if (this.#phases.now !== 'preparing' && this.#phases.now !== 'running') return
    // An attempt that was ordered to stop is stopped, even if a later order would hand it back.
    if (this.#intent?.outcome === 'stopped' || this.#intent?.outcome === intent.outcome) return
    const isFirst = this.#intent === undefined
    this.#intent = intent
    this.#deps.emit({ kind: 'stopping', lease: this.lease, reason: intent.reason })
    this.#stopping = Promise.all([this.#stopping, this.#opened])
      .then(() => saveIntent(this.#root, intent))
      .then(async () => {
        faultPoint('intent saved')
        this.#stopped.abort(new Error(intent.reason))
        if (isFirst && this.#phases.now === 'running') await this.#endProcesses(intent)
      })
      .catch((error: unknown) => this.#problem('Stopping', error))
  }

  /** Stops managing the attempt. Its processes go on, and the next process of this agent adopts them. */
  detach(): void {
    if (this.#phases.now !== 'over' && this.#phases.now !== 'detached') this.#phases.enter('detached', 'preparing', 'running', 'ending')
  }

  async #live(begin: () => Promise<Ending>): Promise<void> {
    const quiet = new AbortController()
    const shipping = this.#opened.then(() => this.#ship(AbortSignal.any([this.#phases.detached, quiet.signal])))
    shipping.catch(() => {}) // Observed below, after the program's end.
    try {
      const ending = await begin()
      this.#phases.enter('ending', 'preparing', 'running', 'ending')
      faultPoint('ended')
      await this.#report(ending, shipping)
      this.#phases.enter('over', 'ending', 'detached')
    } catch (error) {
      if (this.#phases.now !== 'detached') this.#reportFailure(error)
      quiet.abort()
      await shipping.catch(() => {}) // Aborted.
      if (!(error instanceof Refused)) await this.#clear().catch(() => {}) // Detached: the agent's next process ends them.
      if (this.#phases.now !== 'detached') this.#phases.enter('over', 'preparing', 'running', 'ending')
    }
  }

  /** From the claim to the end of the program, or to the reason why there is none. */
  async #begin({ code, startedAt }: Grant): Promise<Ending> {
    const { executor, leases, calm, spareRoot } = this.#deps
    const { lease } = this
    const begun = calm.begin()
    const refused = new AbortController()
    const signal = AbortSignal.any([this.#stopped.signal, this.#phases.detached, refused.signal])
    // Asked for while the task is made ready: only its own code has to wait for the answer.
    const confirmed = confirmStart(this.#deps, { lease, startedAt, opened: this.#opened, signal })
    confirmed.catch((error: unknown) => refused.abort(error))
    try {
      await this.#opened
      const { spec, commit } = await makeLeasedReady(this.#deps, { lease, code, signal })
      this.#environment = spec.env['VIRTUAL_ENV']
      this.#phases.enter('running', 'preparing')
      const permission = confirmed
        .then(() => recordCommit(commit, { api: this.#api, executor, lease, script: code.script, signal }))
        .then(() => leases.mayRun(lease.attempt, signal))
      await executor.start(spec, { signal, permission })
      setImmediate(() => spareRoot.prepare())
    } catch (error) {
      // No end may be reported before the server has answered the start.
      const refusal = await confirmed.then(
        () => undefined,
        (reason: unknown) => reason,
      )
      this.#phases.detached.throwIfAborted()
      if (refusal instanceof Refused) throw refusal
      return await this.#neverBegan(refusal ?? error)
    } finally {
      begun()
    }
    return executor.wait(lease.attempt, this.#phases.detached)
  }

  /** The program was not started: because a stop was asked for, or because its set-up failed. */
  async #neverBegan(error: unknown): Promise<Ending> {
    const { executor } = this.#deps
    const { attempt, lane } = this.lease
    await this.#opened
    if (this.#intent === undefined) {
      this.#phases.enter('ending', 'preparing', 'running')
      this.#intent = afterFailedSetUp(error, lane)
      saveIntent(this.#root, this.#intent)
    }
    await this.#stopping
    await executor.addLine(attempt, this.#intent.reason)
    await executor.abandon(attempt, 1)
    return { how: 'exited', code: 1 }
  }

  async #adopt(): Promise<Ending> {
    const { executor } = this.#deps
    const { attempt } = this.lease
    const execution = await this.#opened
    const recorded = readIntent(this.#root)
    if (execution === undefined) {
      this.#intent ??= recorded ?? { outcome: 'handed_back', reason: 'the agent died before the task was started' }
      await executor.abandon(attempt, 1)
      return { how: 'exited', code: 1 }
    }
    const { spec, ending } = execution
    if (ending !== undefined) {
      this.#intent ??= recorded
      return ending
    }
    this.#environment = spec.env['VIRTUAL_ENV']
    this.#phases.enter('running', 'preparing')
    // A stop that was asked for meanwhile found nothing running yet.
    if (this.#intent !== undefined) await this.#endProcesses(this.#intent)
    else if (recorded !== undefined) this.stop(recorded)
    return executor.wait(attempt, this.#phases.detached)
  }

  async #endProcesses({ outcome }: Intent): Promise<void> {
    const { executor, graceSeconds, leases } = this.#deps
    const { attempt, task } = this.lease
    // Without the lease another agent may have begun: nothing of it may run any more, not even to end by itself.
    if (!leases.isHeld(attempt)) return executor.stop(attempt, 0)
    if (outcome === 'stopped') await waitForAbortCallback(this.#api, task, this.#phases.programOver)
    await executor.stop(attempt, graceSeconds)
  }

  async #report(ending: Ending, shipping: Promise<readonly ShippedLine[]>): Promise<void> {
    this.#intent ??= readIntent(this.#root)
    const report = redacted(reportOf(ending, this.#intent), this.#secrets)
    // After a stop the report comes when all processes are gone; otherwise the task's children need not wait for what its program may have left running.
    if (this.#order !== undefined) await this.#clear()
    const reported = reportEnd(this.#deps, this.lease, {
      report,
      lines: await shipping,
      signal: this.#phases.detached,
      onRefusal: (error) => this.#problem('Reporting its end', error),
    })
    // First the report leaves, in the second turn after the call: to search for processes takes longer than the server does.
    await nextTurn()
    await nextTurn()
    ;[this.#next] = await Promise.all([reported, this.#clear()])
    faultPoint('end reported')
    const outcome = report.action === 'end' ? report.outcome : 'handed_back'
    this.#deps.emit({ kind: 'ended', lease: this.lease, outcome, reason: report.reason })
  }

  async #ship(signal: AbortSignal): Promise<readonly ShippedLine[]> {
    const { lease } = this
    try {
      const endedAt = (): number | undefined => this.#phases.endedAt
      return await shipOutput(this.#deps, { lease, api: this.#api, secrets: this.#secrets, signal, endedAt })
    } catch (error) {
      signal.throwIfAborted()
      this.#problem('Delivering the output', error)
      return []
    }
  }

  /** Ends what the program left running in the background: its slot is not free before. Throws when detached. */
  async #clear(): Promise<void> {
    await this.#stopping
    const { detached } = this.#phases
    for (let failures = 1; ; failures += 1) {
      detached.throwIfAborted()
      try {
        return await this.#deps.executor.stop(this.lease.attempt, 0)
      } catch (error) {
        this.#problem('Ending its processes', error)
        await sleep(retryPauseMs(failures), undefined, { signal: detached })
      }
    }
  }

  async #discard(): Promise<void> {
    try {
      // The slot's next attempt begins before the files are deleted.
      await nextTurn()
      await this.#deps.calm.wait()
      await this.#deps.executor.discard(this.lease.attempt)
      await removeAttemptRoot(this.#root)
    } catch (error) {
      this.#problem('Removing its files', error)
    }
  }

  #reportFailure(error: unknown): void {
    if (error instanceof Refused) this.#deps.emit({ kind: 'ended', lease: this.lease, outcome: 'refused', reason: error.message })
    else this.#problem('Running', error)
  }

  #problem(doing: string, error: unknown): void {
    this.#deps.emit({ kind: 'problem', what: `${doing}: ${this.lease.name} (attempt ${this.lease.attempt})`, error })
  }
}
