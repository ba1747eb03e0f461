import {
  type LaunchCommand,
  type LaunchedTask,
  launchedEvent,
  pendingCommands,
  type PipelineDefinition,
  type RunEvent,
  type RunState,
  type RunStatus,
  stepOf,
  stepsOf,
} from '@clearway/engine'
import type { Launch, TaskStatus } from '@clearway/contract'
import { hasEnded } from '@clearway/contract/status'
import type { Connection } from '../connection.ts'
import { type CommandAnswerer, commandAnswerer } from './answer-command.ts'
import { isAskedToStop } from './asked-to-stop.ts'
import { Inbox } from './inbox.ts'
import { ProgressDocument } from './progress-document.ts'
import { type Advance, RunLog } from './run-log.ts'
import type { StepCallbacks } from './step-options.ts'
import type { StepRunner } from './step-runner.ts'
import { type Sighting, StepWatch, type Watched } from './step-watch.ts'
import { TimeLimits } from './time-limits.ts'

export interface DriveOptions {
  readonly connection: Connection
  /** The controller's task. */
  readonly run: string
  /** Where the steps' tasks are made. */
  readonly project: string | undefined
  /** Counts only if the run is new: else the stored one does. */
  readonly definition: PipelineDefinition
  readonly callbacks: ReadonlyMap<string, StepCallbacks>
  readonly runner: StepRunner
  /** Aborted when the run has to stop: its live steps are stopped, and it ends. */
  readonly stop: AbortSignal
}

/** How a run ended. */
export interface RunEnd {
  readonly status: Extract<RunStatus, 'completed' | 'failed' | 'stopped'>
  readonly reason: string
  readonly state: RunState
}

/**
 * Hosts the engine: drives a run from where its record says that it is, to its end. Each event is stored before anything is done because of it, so any
 * process can go on from here, and two can never both act.
 */
export async function drive(options: DriveOptions): Promise<RunEnd> {
  const { connection, run, definition, runner, stop } = options
  const { api } = connection
  const log = await RunLog.open(api, run)
  const inbox = new Inbox<RunEvent>(isQuiet)
  const launched = new Map<string, TaskStatus>()
  const see = async ({ watched, status, reason }: Sighting): Promise<void> => {
    // Whoever stops a pipeline stops its steps as well: that it was the pipeline's stop has to be known first.
    if (status === 'stopped' && (await isAskedToStop(api, run))) askToStop()
    inbox.put({ type: 'step_status', step: watched.step, attempt: watched.attempt, task: watched.task, status, reason })
  }
  const fail = (error: unknown): void => inbox.fail(error)
  const watch = new StepWatch(api, (sighting) => void see(sighting).catch(fail), fail)
  const limits = new TimeLimits((event) => inbox.put(event))
  const document = new ProgressDocument(api, run, (error) => inbox.fail(error))
  const askToStop = (): void =>
    inbox.put({ type: 'stop_requested', reason: stop.reason instanceof Error ? stop.reason.message : 'a stop was asked for' })
  const onLaunched = ({ task, status, step, attempt }: LaunchedTask & { readonly step: string; readonly attempt: number }): void => {
    // A launch that an earlier process made may have ended meanwhile: that has still to be heard.
    if (hasEnded(status)) return watch.watch([{ task, step, attempt }])
    launched.set(task, status)
    watch.watch([{ task, step, attempt, status }])
  }
  const commands = commandAnswerer({ ...options, state: () => log.state, onLaunched, onStopRequested: askToStop })

  try {
    let { commands: due, touched }: Pick<Advance, 'commands' | 'touched'> = {
      commands: pendingCommands(log.state),
      touched: new Set(stepsOf(log.state).map(({ definition }) => definition.name)),
    }
    if (log.state.status === 'new') inbox.put({ type: 'run_started', run, definition })
    await adoptLive(log.state, runner)
    if (stop.aborted) askToStop()
    else stop.addEventListener('abort', askToStop, { once: true })

    for (;;) {
      if (touched.size > 0) document.changed(log.state)
      const finish = due.find((command) => command.type === 'finish')
      if (finish !== undefined) {
        await document.flush()
        return { status: finish.status, reason: finish.reason, state: log.state }
      }
      for (const command of due) {
        if (command.type !== 'finish')
          void commands.answer(command).then(
            (event) => event && inbox.put(event),
            (error: unknown) => inbox.fail(error),
          )
      }
      for (const task of followTouched(log.state, touched, watch, launched)) runner.release(task)
      limits.follow(log.state, touched)
      const advance = log.foresee(await inbox.take())
      const riders = await ridersOf(advance, commands)
      const made = await log.append(
        advance,
        riders.map(({ launch }) => launch),
      )
      for (const [at, launch] of made.entries()) {
        const { command } = riders[at]!
        onLaunched({ ...launch, step: command.step, attempt: command.attempt })
        inbox.put(launchedEvent(command, launch))
      }
      due = made.length === 0 ? advance.commands : advance.commands.filter((command) => !riders.some((rider) => rider.command === command))
      touched = advance.touched
    }
  } finally {
    stop.removeEventListener('abort', askToStop)
    inbox.close()
    watch.close()
    limits.close()
    await runner[Symbol.asyncDispose]()
  }
}

interface Rider {
  readonly command: LaunchCommand
  readonly launch: Launch
}

/** So many launches in one transaction; more would hold up what others write. */
const mostRiders = 16

/** The launches that can be made along with the events that they follow from. */
async function ridersOf({ state, commands, news }: Advance, { ride }: CommandAnswerer): Promise<readonly Rider[]> {
  if (news.length === 0) return []
  const riders = commands
    .filter((command) => command.type === 'launch')
    .slice(0, mostRiders)
    .map(async (command): Promise<Rider[]> => {
      const launch = await ride(command, state)
      return launch === undefined ? [] : [{ command, launch }]
    })
  return (await Promise.all(riders)).flat()
}

/** Nothing hurries because of these: that a step was launched shows in its task as well, and that it runs is for people to see. */
function isQuiet(event: RunEvent): boolean {
  return event.type === 'step_launched' || (event.type === 'step_status' && !hasEnded(event.status))
}

/** Watches the tasks of the steps that are launched, and no others. Gives those that are over. */
function followTouched(
  state: RunState,
  touched: Iterable<string>,
  watch: StepWatch,
  launched: ReadonlyMap<string, TaskStatus>,
): readonly string[] {
  const [live, gone]: [Watched[], string[]] = [[], []]
  for (const name of touched) {
    const step = stepOf(state, name)
    if (step?.task === undefined) continue
    const status = launched.get(step.task)
    if (step.phase === 'launched')
      live.push({ task: step.task, step: name, attempt: step.attempt, ...(status === undefined ? {} : { status }) })
    else if (step.phase === 'done') gone.push(step.task)
  }
  watch.watch(live, gone)
  return gone
}

async function adoptLive(state: RunState, runner: StepRunner): Promise<void> {
  for (const { phase, task } of stepsOf(state)) if (phase === 'launched' && task !== undefined) await runner.adopt(task)
}
