import { hasEnded } from '@clearway/contract/status'
import {
  type Advance,
  type LaunchCommand,
  type LaunchedTask,
  launchedEvent,
  pendingCommands,
  type PipelineDefinition,
  type RunEvent,
  type RunState,
  type RunStatus,
  type StepDefinition,
  stepOf,
  stepsOf,
} from '@clearway/engine'
import type { Connection } from '../connection.ts'
import { apiHost } from './api-host.ts'
import { isAskedToStop } from './asked-to-stop.ts'
import { CommandRunner } from './command-runner.ts'
import { Inbox } from './inbox.ts'
import { asked, canWait } from './inbox-items.ts'
import { launchesIn } from './launches-in.ts'
import { ProgressDocument } from './progress-document.ts'
import { RunChanged } from './run-changed.ts'
import { RunLog } from './run-log.ts'
import { RunWatch } from './run-watch.ts'
import { StatusChanges } from './status-changes.ts'
import type { StepCode } from './step-options.ts'
import type { StepRunner } from './step-runner.ts'
import { type LaunchedStep, type StatusObservation, StepWatch } from './step-watch.ts'
import { TimeLimits } from './time-limits.ts'

export interface DriveOptions {
  readonly connection: Connection
  /** The controller's task. */
  readonly run: string
  /** The project of the steps' tasks. */
  readonly project: string | undefined
  /** The pipeline of a new run; a run that is continued has its own in its record. */
  readonly definition: PipelineDefinition
  readonly callbacks: ReadonlyMap<string, StepCode>
  /** Adds steps while the run goes on. */
  readonly dynamic?: DynamicSteps
  readonly runner: StepRunner
  /** Aborted when the run has to stop: its launched steps are stopped, and it ends. */
  readonly stop: AbortSignal
}

/** A program that adds steps to its run while it goes on. */
export interface DynamicSteps {
  /**
   * Called when the run is recorded as begun, and again when a retry starts the program anew: the former start then counts no more. Resolves when no more
   * steps will be added.
   */
  readonly begin: (run: OpenRun) => Promise<DynamicEnd>
  /** Called with each further state of the run, and the names of the steps that changed. */
  readonly update: (state: RunState, changedSteps: Iterable<string>) => void
}

/** How a program that adds steps has ended: with the reason for which the run fails, or with the steps that a retry kept and that it did not call. */
export type DynamicEnd = Pick<RunEvent & { readonly type: 'steps_closed' }, 'failure' | 'uncalled'>

/** A run that takes further steps. */
export interface OpenRun {
  /** The state at the beginning: it has the steps that an earlier process of the run added. */
  readonly state: RunState
  readonly add: (definition: StepDefinition) => void
  /** Calls a step again that a retry kept. */
  readonly recall: (definition: StepDefinition) => void
}

/** How a run ended. */
export interface RunEnd {
  readonly status: Extract<RunStatus, 'completed' | 'failed' | 'stopped'>
  readonly reason: string
  readonly state: RunState
}

/**
 * Drives a run to its end from where its record says it is. Each event is stored before anything is done because of it, so any process can
 * continue the run, and two can never both act for it.
 */
export async function drive(options: DriveOptions): Promise<RunEnd> {
  const driver = new Driver(options, await RunLog.open(options.connection.api, options.run))
  try {
    return await driver.drive()
  } finally {
    await driver.close()
  }
}

/** An advance whose events are stored; without the commands of the launches that were made in the same transaction. */
type AppendedRun = Omit<Advance, 'events'>

class Driver {
  readonly #options: DriveOptions
  readonly #log: RunLog
  readonly #inbox = new Inbox<RunEvent | typeof asked>(canWait)
  readonly #commands: CommandRunner
  readonly #watch: StepWatch
  readonly #runWatch: RunWatch
  readonly #limits: TimeLimits
  readonly #document: ProgressDocument
  readonly #statuses: StatusChanges
  #isDynamicBegun = false
  /** The events that the latest start of the program has put into the inbox. */
  #ofProgram = new WeakSet<RunEvent>()
  readonly #requestStop = (): void => {
    const reason: unknown = this.#options.stop.reason
    this.#inbox.put({ type: 'stop_requested', reason: reason instanceof Error ? reason.message : 'a stop was asked for' })
  }
  readonly #fail = (error: unknown): void => this.#inbox.fail(error)

  constructor(options: DriveOptions, log: RunLog) {
    const { run, connection } = options
    const { api } = connection
    this.#options = options
    this.#log = log
    const host = apiHost({ ...options, onLaunched: (task, { step, attempt }) => this.#watchLaunched(task, step, attempt) })
    this.#commands = new CommandRunner({ api, host, onStopRequested: this.#requestStop })
    this.#watch = new StepWatch(api, (observation) => void this.#observe(observation).catch(this.#fail), this.#fail)
    this.#runWatch = new RunWatch({
      api,
      run,
      known: () => log.seq,
      onAsked: () => this.#inbox.put(asked),
      onFailure: this.#fail,
    })
    this.#limits = new TimeLimits((event) => this.#inbox.put(event))
    this.#document = new ProgressDocument(api, run, this.#fail)
    this.#statuses = new StatusChanges({ ...options, from: log.state })
  }

  async drive(): Promise<RunEnd> {
    let end = await this.#carryOut(await this.#resume())
    while (end === undefined) {
      this.#beginDynamic()
      const items = await this.#inbox.take()
      if (items.includes(asked)) end = await this.#takeIn(await this.#log.sync())
      const events = this.#stillMeant(items.filter((item) => item !== asked))
      if (end === undefined && events.length > 0) end = await this.#store(events)
    }
    return end
  }

  async close(): Promise<void> {
    this.#options.stop.removeEventListener('abort', this.#requestStop)
    this.#inbox.close()
    this.#watch.close()
    this.#runWatch.close()
    this.#limits.close()
    await this.#options.runner[Symbol.asyncDispose]()
  }

  /** Starts the run, or finds what it was doing: every command that was not answered is due again. */
  async #resume(): Promise<AppendedRun> {
    const { run, definition, dynamic, runner, stop } = this.#options
    const { state } = this.#log
    if (state.status === 'new')
      this.#inbox.put({ type: 'run_started', run, definition, ...(dynamic === undefined ? {} : { dynamic: true }) })
    for (const { phase, task } of stepsOf(state)) if (phase === 'launched' && task !== undefined) await runner.adopt(task)
    if (stop.aborted) this.#requestStop()
    else stop.addEventListener('abort', this.#requestStop, { once: true })
    return { state, commands: pendingCommands(state), changedSteps: new Set(stepsOf(state).map((step) => step.definition.name)) }
  }

  /** Starts the program that adds steps, once the run is recorded as begun. */
  #beginDynamic(): void {
    const { dynamic } = this.#options
    const { state } = this.#log
    if (dynamic === undefined || this.#isDynamicBegun || state.status === 'new') return
    this.#isDynamicBegun = true
    const own = new WeakSet<RunEvent>()
    this.#ofProgram = own
    const put = (event: RunEvent): void => {
      own.add(event)
      if (this.#ofProgram === own) this.#inbox.put(event)
    }
    dynamic
      .begin({
        state,
        add: (definition) => put({ type: 'step_added', definition }),
        recall: (definition) => put({ type: 'step_recalled', definition }),
      })
      .then((end) => put({ type: 'steps_closed', ...end }), this.#fail)
  }

  /** Stores events and does what they demand; anew, if somebody asked something of the run meanwhile. */
  async #store(events: readonly RunEvent[]): Promise<RunEnd | undefined> {
    try {
      return await this.#carryOut(await this.#append(events))
    } catch (error) {
      if (!(error instanceof RunChanged)) throw error
      return (await this.#takeIn(error.change)) ?? (await this.#store(this.#stillMeant(events)))
    }
  }

  /** Does what others' events demand, which are stored already. */
  async #takeIn(change: Advance | undefined): Promise<RunEnd | undefined> {
    if (change === undefined) return undefined
    if (change.events.some((event) => event.type === 'steps_retried' && event.recalls === true)) this.#isDynamicBegun = false
    return this.#carryOut(change)
  }

  /** Events without those of an earlier start of the program: begun anew by a retry, it may not ask for them again. */
  #stillMeant(events: readonly RunEvent[]): readonly RunEvent[] {
    return events.filter((event) => !isOfProgram(event) || (this.#isDynamicBegun && this.#ofProgram.has(event)))
  }

  /** Stores events, and makes the launches that follow from them in the same transaction where the step runner allows it. */
  async #append(events: readonly RunEvent[]): Promise<AppendedRun> {
    const preview = this.#log.preview(events)
    const plan = (command: LaunchCommand) => this.#commands.planLaunch(command, preview.state)
    const launches = this.#options.runner.launchesWithEvents ? await launchesIn(preview, plan) : []
    const launched = await this.#log.append(preview, launches)
    for (const { command } of launches) {
      const task = launched.get(command)
      if (task === undefined) continue
      this.#watchLaunched(task, command.step, command.attempt)
      this.#inbox.put(launchedEvent(command, task))
    }
    return { ...preview, commands: preview.commands.filter((command) => !launched.has(command)) }
  }

  /** Does what stored events demand. Answers come to the inbox as events; gives the end of the run if it has ended. */
  async #carryOut({ state, commands, changedSteps }: AppendedRun): Promise<RunEnd | undefined> {
    if (changedSteps.size > 0) this.#document.update(state)
    this.#statuses.update(state, changedSteps)
    if (this.#isDynamicBegun) this.#options.dynamic?.update(state, changedSteps)
    const finish = commands.find((command) => command.type === 'finish')
    if (finish !== undefined) {
      await this.#document.flush()
      await this.#statuses.settled()
      return { status: finish.status, reason: finish.reason, state }
    }
    for (const command of commands) {
      if (command.type === 'finish') continue
      void this.#commands.run(command, () => this.#log.state).then((event) => event && this.#inbox.put(event), this.#fail)
    }
    for (const task of this.#updateWatch(state, changedSteps)) this.#options.runner.release(task)
    this.#limits.update(state, changedSteps)
    return undefined
  }

  /** Watches the tasks of the steps that are launched, and no others. Gives the tasks of the steps that have ended. */
  #updateWatch(state: RunState, changedSteps: Iterable<string>): readonly string[] {
    const launched: LaunchedStep[] = []
    const ended: string[] = []
    for (const name of changedSteps) {
      const step = stepOf(state, name)
      if (step?.task === undefined) continue
      if (step.phase === 'launched') launched.push({ task: step.task, step: name, attempt: step.attempt, ...timeLimitOf(step) })
      else if (step.phase === 'done') ended.push(step.task)
    }
    this.#watch.update(launched, ended)
    return ended
  }

  /** Watches a task from its launch on, before the launch is recorded. */
  #watchLaunched({ task, status }: LaunchedTask, step: string, attempt: number): void {
    // A launch that an earlier process made may have ended meanwhile: without a known status the watch reports the end.
    const known = hasEnded(status) ? {} : { status }
    this.#watch.update([{ task, step, attempt, ...known, ...timeLimitOf(stepOf(this.#log.state, step)) }])
  }

  async #observe({ status, ...observation }: StatusObservation): Promise<void> {
    const at = Date.now()
    const { connection, run } = this.#options
    // Whoever stops a pipeline stops its steps as well. The stop of the pipeline has to be recorded before that of the step.
    if (status === 'stopped' && (await isAskedToStop(connection.api, run))) this.#requestStop()
    // Now, not when it is taken from the inbox: a time limit counts from it.
    this.#inbox.put({ type: 'step_status', ...observation, status, at })
  }
}

/** Whether an event is one that a program which adds steps asks for. */
function isOfProgram({ type }: RunEvent): boolean {
  return type === 'step_added' || type === 'step_recalled' || type === 'steps_closed'
}

function timeLimitOf(step: ReturnType<typeof stepOf>): Pick<LaunchedStep, 'hasTimeLimit'> {
  return step?.definition.timeoutSeconds === undefined ? {} : { hasTimeLimit: true }
}
