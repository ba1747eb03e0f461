import type { Launch } from '@clearway/contract'
import { visibleText } from '@clearway/contract/visible-text'
import { type Command, type RunEvent, type RunState, stepOf } from '@clearway/engine'
import pLimit from 'p-limit'
import { isApiError } from '../api-error.ts'
import type { Connection } from '../connection.ts'
import { Task } from '../task.ts'
import { isAskedToStop } from './asked-to-stop.ts'
import { expandStep } from './expand.ts'
import { References } from './references.ts'
import { findExecuted } from './find-executed.ts'
import { parameterTexts, type StepCallbacks } from './step-options.ts'
import { Planner } from './step-plan.ts'
import type { Launched, StepLaunch, StepRunner } from './step-runner.ts'
import { TakenOver } from './run-log.ts'

export interface AnswerOptions {
  readonly connection: Connection
  readonly run: string
  readonly project: string | undefined
  readonly callbacks: ReadonlyMap<string, StepCallbacks>
  readonly runner: StepRunner
  /** The run as it stands when a command is carried out. */
  readonly state: () => RunState
  /** A step's task, and its status, as soon as they are known. */
  readonly onLaunched: (launched: Launched & { readonly step: string; readonly attempt: number }) => void
  readonly onStopRequested: () => void
}

type StepCommand = Exclude<Command, { type: 'finish' }>
export type LaunchCommand = Extract<Command, { type: 'launch' }>

export interface CommandAnswerer {
  /** Carries out what the engine asks for, and gives the event that answers it. What goes wrong with a step is the step's failure; rejects only where the run as a whole cannot go on. */
  readonly answer: (command: StepCommand) => Promise<RunEvent | undefined>
  /** The same for a launch that was made already, along with the events that it follows from. */
  readonly answerLaunched: (command: LaunchCommand, launched: Launched) => RunEvent
  /** A launch as a request that may be made along with these events. Undefined where it may not, or cannot be planned: `answer` tells why. */
  readonly ride: (command: LaunchCommand, state: RunState) => Promise<Launch | undefined>
}

export function commandAnswerer(options: AnswerOptions): CommandAnswerer {
  const { api } = options.connection
  const references = new References(api)
  const planner = new Planner(api, references)
  const limit = pLimit(16)
  return { answer: answerOne, answerLaunched: (command, made) => launched(options, command, made), ride }

  async function ride(command: LaunchCommand, state: RunState): Promise<Launch | undefined> {
    const { request } = options.runner
    if (request === undefined) return undefined
    return limit(() => planLaunch(options, planner, state, command)).then(request, () => undefined)
  }

  async function answerOne(command: StepCommand): Promise<RunEvent | undefined> {
    try {
      const needsServer = command.type === 'launch' || command.type === 'find_cached'
      return await (needsServer
        ? limit(() => answer(options, references, planner, command))
        : answer(options, references, planner, command))
    } catch (error) {
      if (isApiError(error, 'attempt_ended')) {
        // The server refuses launches as soon as the run is asked to stop, which may be before this process has heard of it.
        if (!(await isAskedToStop(api, options.run))) throw new TakenOver(options.run, error)
        options.onStopRequested()
        return failureOf(command, 'a stop was asked for')
      }
      if (isApiError(error, 'unreachable', 'no_answer', 'unavailable')) throw error
      return failureOf(command, error instanceof Error ? error.message : String(error))
    }
  }
}

async function planLaunch(
  { run, project }: AnswerOptions,
  planner: Planner,
  state: RunState,
  { step: name, attempt, parameters, queue: asked }: LaunchCommand,
): Promise<StepLaunch> {
  const step = stepOf(state, name)
  if (step === undefined) throw new Error(`There is no step '${name}'.`)
  const { definition } = step
  const { baseTask, ...plan } = await planner.plan(state, definition, parameters)
  const queue = await planner.queue(state, definition, asked)
  // A further attempt is one of the same task, as in ClearML: its log and results stay together.
  const again = attempt > 1 ? step.earlierTasks?.at(-1) : definition.cloneTask ? undefined : baseTask
  return { ...plan, run, step: name, attempt, project, queue, again, baseTask: again === undefined ? baseTask : undefined }
}

function launched({ onLaunched }: AnswerOptions, { step, attempt }: LaunchCommand, { task, status }: Launched): RunEvent {
  onLaunched({ task, status, step, attempt })
  return { type: 'step_launched', step, attempt, task }
}

async function answer(
  options: AnswerOptions,
  references: References,
  planner: Planner,
  command: StepCommand,
): Promise<RunEvent | undefined> {
  const { connection, callbacks, runner, state } = options
  const step = stepOf(state(), command.step)
  if (step === undefined) throw new Error(`There is no step '${command.step}'.`)
  const { definition } = step
  const given = callbacks.get(step.group ?? command.step) ?? {}
  const task = async (id: string | undefined): Promise<Task | undefined> =>
    id === undefined || id === '' ? undefined : Task.get({ id, connection })

  switch (command.type) {
    case 'decide_pre_execute': {
      const parameters = await planner.parameters(state(), definition, command.parameters)
      const decision = await callingBack('pre-execute', () => given.preExecute?.({ name: command.step, parameters }))
      if (decision === false) return { type: 'pre_execute_decided', step: command.step, decision: 'skip' }
      return {
        type: 'pre_execute_decided',
        step: command.step,
        decision: 'run',
        ...(typeof decision === 'object' ? { parameters: parameterTexts(command.step, decision) } : {}),
      }
    }
    case 'find_cached': {
      const { hash } = await planner.plan(state(), definition, command.parameters)
      if (hash === undefined) return { type: 'cache_missed', step: command.step, reason: 'its code is pinned to no commit' }
      const found = await findExecuted(connection, hash)
      if ('reason' in found) return { type: 'cache_missed', step: command.step, reason: found.reason }
      return { type: 'step_cached', step: command.step, task: found.task }
    }
    case 'expand':
      return expandStep(references, state(), definition, command.step)
    case 'launch':
      return launched(options, command, await runner.launch(await planLaunch(options, planner, state(), command)))
    case 'decide_retry': {
      const failed = await task(command.task)
      const retry =
        failed !== undefined &&
        (await given.shouldRetry?.({ name: command.step, attempt: command.attempt, reason: command.reason, task: failed })) === true
      return { type: 'retry_decided', step: command.step, attempt: command.attempt, retry }
    }
    case 'run_post_execute':
      await given.postExecute?.({ name: command.step, outcome: command.outcome, task: await task(command.task) })
      return { type: 'post_execute_done', step: command.step }
    case 'stop_task':
      await runner.stop(command.task, command.reason)
      return undefined
  }
}

async function callingBack<T>(name: string, call: () => T): Promise<Awaited<T>> {
  try {
    return await call()
  } catch (error) {
    throw new Error(`its ${name} callback broke: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

function failureOf(command: StepCommand, reason: string): RunEvent | undefined {
  const { step } = command
  switch (command.type) {
    case 'decide_pre_execute':
    case 'find_cached':
    case 'expand':
    case 'launch':
      return { type: 'launch_failed', step, reason }
    case 'decide_retry':
      process.emitWarning(visibleText(`The retry callback of step '${step}' broke, so it is not tried again: ${reason}`))
      return { type: 'retry_decided', step, attempt: command.attempt, retry: false }
    case 'run_post_execute':
      return { type: 'post_execute_done', step, error: `its post-execute callback broke: ${reason}` }
    case 'stop_task':
      throw new Error(`Step '${step}' could not be stopped: ${reason}`)
  }
}
