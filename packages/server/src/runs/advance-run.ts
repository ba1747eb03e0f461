import {
  advance,
  carryOut,
  type Command,
  dueCommand,
  failureOf,
  isEnded,
  isSameCommand,
  Planner,
  RefusedEvent,
  runDeadline,
  type RunEvent,
  type RunState,
  type StepCommand,
  stepOf,
  UnresolvedReference,
  versionNeeded,
} from '@clearway/engine'
import { isDatabaseError } from '../db/connection/db-error.ts'
import { appendRunEvents } from '../db/tables/runs.ts'
import { setDeadline, setRunDeadline, setRunDue } from '../db/tables/server-runs.ts'
import { findStepLaunch } from '../db/tables/step-launches.ts'
import type { TaskRow } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import type { Tx } from '../scope.ts'
import { type Finish, finishRun } from './finish-run.ts'
import { dueKey, loadRun, type StoredEvent } from './load-run.ts'
import { showProgress } from './progress.ts'
import { runActor } from './run-actor.ts'
import { type RunResult, runResult } from './run-result.ts'
import type { CachedRun, RunCache } from './run-cache.ts'
import { serverHost } from './server-host.ts'

/** How many commands one transaction carries out; more would delay other writers. */
const commandsAtOnce = 16
/** Runs with at most this many steps show their end in the transaction that ends them; others soon after. */
const smallRun = 500

export interface AdvanceInput {
  /** Gives what was observed, for the state that the run has. */
  readonly events: (state: RunState) => readonly RunEvent[] | Promise<readonly RunEvent[]>
  /** Whether commands of earlier events are carried out as well, as far as one transaction takes them. */
  readonly continues?: boolean
  /** The result of the run, whose file is stored. */
  readonly result?: RunResult | undefined
}

/**
 * Advances a run: applies what was observed, stores it, and carries out the commands that follow, all in one transaction. Commands beyond one
 * transaction's share stay due: the job `runs` continues with them. The controller is locked. Answers the result that has to be stored before the run can
 * end: no transaction waits for a file.
 */
export async function advanceRun(
  tx: Tx,
  cache: RunCache,
  controller: TaskRow,
  { events, continues = false, result }: AdvanceInput,
): Promise<RunResult | undefined> {
  const run = new Advancing(tx, controller, await loadRun(tx, cache, controller.id), result)
  await run.apply(await events(run.state))
  for (let left = commandsAtOnce; left > 0 && (await run.carryOutNext(continues)); left -= 1);
  const advanced = await run.store(continues)
  if (advanced !== undefined) cache.put(controller.id, advanced)
  return run.awaited
}

class Advancing {
  readonly #tx: Tx
  readonly #controller: TaskRow
  readonly #loaded: CachedRun
  /** Commands of these events, which come before those that were left by earlier ones. */
  readonly #fresh: Command[] = []
  readonly #events: StoredEvent[] = []
  readonly #changed = new Set<string>()
  readonly #by: string
  readonly #result: RunResult | undefined
  #hasCarriedOut = false
  state: RunState
  /** The result that has to be stored before the run can end. */
  awaited: RunResult | undefined

  constructor(tx: Tx, controller: TaskRow, loaded: CachedRun, result: RunResult | undefined) {
    this.#tx = tx
    this.#controller = controller
    this.#loaded = loaded
    this.#result = result
    this.#by = tx.newId()
    this.state = loaded.state
  }

  async apply(events: readonly RunEvent[]): Promise<void> {
    if (events.length === 0) return
    const at = this.#tx.now()
    // What is in memory of a task is out of date when the task has run.
    for (const event of events) if (event.type === 'step_status') this.#loaded.tasks.delete(event.task)
    const next = advance(
      this.state,
      events.map((event) => ({ ...event, at: event.at ?? at })),
    )
    this.state = next.state
    for (const event of next.events) this.#events.push({ ...event, by: this.#by })
    for (const step of next.changedSteps) this.#changed.add(step)
    for (const command of next.commands) {
      this.#loaded.due.set(dueKey(command), command)
      this.#fresh.push(command)
    }
  }

  /** Carries out one command that is due; answers false if none is. */
  async carryOutNext(continues: boolean): Promise<boolean> {
    const { due, tasks } = this.#loaded
    const command = this.#fresh.shift() ?? (continues ? due.values().next().value : undefined)
    if (command === undefined) return false
    const end = command.type === 'finish' ? await this.#endOf(command) : undefined
    if (this.awaited !== undefined) return false
    if (due.get(dueKey(command)) === command) due.delete(dueKey(command))
    this.#hasCarriedOut = true
    if (end !== undefined) await finishRun(runActor(this.#tx, this.#controller), this.#controller, end, this.#result)
    if (command.type === 'finish') return true
    const step = stepOf(this.state, command.step)
    if (step === undefined || !isSameCommand(dueCommand(this.state, step), command)) return true
    const actor = runActor(this.#tx, this.#controller)
    const host = serverHost(actor, this.#controller, tasks)
    const answer =
      step.stopping !== undefined && command.type === 'launch' && !(await this.#isLaunched(command))
        ? failureOf(command, step.stopping)
        : await carryOut(command, { host, planner: new Planner(host), state: this.state }).catch((error: unknown) =>
            refusal(command, error),
          )
    if (answer !== undefined) await this.apply([answer])
    return true
  }

  /** How the run ends, unless its result has to be stored before. A run whose result cannot be made fails, as in a controller's process. */
  async #endOf(finish: Finish): Promise<Finish> {
    if (finish.status !== 'completed' || this.#result !== undefined) return finish
    const host = serverHost(runActor(this.#tx, this.#controller), this.#controller, this.#loaded.tasks)
    try {
      this.awaited = await runResult(this.#tx, host, this.state)
      return finish
    } catch (error) {
      if (!(error instanceof UnresolvedReference)) throw error
      return { ...finish, status: 'failed', reason: `The pipeline's result: ${error.message}` }
    }
  }

  #isLaunched({ step, attempt }: { readonly step: string; readonly attempt: number }): Promise<boolean> {
    return findStepLaunch(this.#tx, { run: this.#controller.id, step, attempt }).then((task) => task !== undefined)
  }

  /** Stores the events. Answers the run for the memory; undefined if only its stored form is certain. */
  async store(continues: boolean): Promise<CachedRun | undefined> {
    const { due, seq: before, by, tasks } = this.#loaded
    const run = this.#controller.id
    if (this.#events.length === 0) {
      if (this.#hasCarriedOut || continues) await setRunDue(this.#tx, run, due.size > 0)
      return this.#hasCarriedOut ? undefined : { ...this.#loaded, due, by }
    }
    const [engineVersion, isDue] = [versionNeeded(this.#events), due.size > 0]
    const seq = await appendRunEvents(this.#tx, run, { expectedSeq: before, engineVersion, events: this.#events, isDue })
    await this.#setDeadlines()
    await this.#setRunDeadline()
    if (isEnded(this.state) && this.state.stepCount <= smallRun)
      await showProgress(runActor(this.#tx, this.#controller), run, this.state, seq)
    else if (isEnded(this.state)) await setRunDue(this.#tx, run, true)
    this.#tx.notify('runs')
    return { seq, by: this.#by, state: this.state, due, tasks, storedIn: new WeakRef(this.#tx.db) }
  }

  async #setRunDeadline(): Promise<void> {
    const deadline = runDeadline(this.state)
    if (deadline === runDeadline(this.#loaded.state)) return
    const { now, tick } = this.#tx
    await setRunDeadline(this.#tx, this.#controller.id, deadline === undefined ? null : Math.round(tick() + deadline - now()))
  }

  async #setDeadlines(): Promise<void> {
    const { now, tick } = this.#tx
    for (const name of this.#changed) {
      const step = stepOf(this.state, name)
      const seconds = step?.definition.timeoutSeconds
      if (step === undefined || seconds === undefined || step.attempt === 0) continue
      const runs = step.phase === 'launched' && step.startedAt !== undefined && step.stopping === undefined
      const deadline = runs ? Math.round(tick() + (step.startedAt ?? 0) - now() + seconds * 1000) : null
      await setDeadline(this.#tx, { run: this.#controller.id, step: name, attempt: step.attempt }, deadline)
    }
  }
}

/** The event of a command that failed because of its step. A fault of the database or of the server itself is not the step's. */
function refusal(command: StepCommand, error: unknown): RunEvent {
  if (isDatabaseError(error) || error instanceof RefusedEvent || !(error instanceof Error)) throw error
  if (error instanceof ActionError && error.code === 'attempt_ended') return failureOf(command, 'a stop was asked for')
  return failureOf(command, error instanceof ActionError ? reasonOf(error) : error.message)
}

function reasonOf({ message, details }: ActionError): string {
  const known = Object.entries(details).filter(([, value]) => typeof value === 'string')
  return known.length === 0 ? message : `${message} (${known.map(([key, value]) => `${key} ${String(value)}`).join(', ')})`
}
