import type { RequestOf, runs } from '@clearway/contract'
import { hasEnded } from '@clearway/contract'
import { cutOffSteps, failedSteps, isEnded, type RunEvent, type RunState, stepOf, stepsOf } from '@clearway/engine'
import { findTask, type TaskRow } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import type { Clock, Reader } from '../scope.ts'
import { ask, type AskedRun } from './append-asked.ts'
import type { CheckedPipeline } from './check.ts'
import { draftsOf } from './copy-program.ts'
import { askForEnd } from './end-left-run.ts'
import { isBuilt } from './graph-arguments.ts'
import { assertRunnable, checkLeft, checkStored } from './preflight.ts'
import { queueOfRun } from './queue-of-run.ts'
import { readParameters, type RunParameters } from './run-parameters.ts'
import { type NamedSteps, stepsBelow } from './steps-below.ts'
import { readStoredRun, type StoredRun } from './stored-run.ts'

export type RetryRequest = RequestOf<typeof runs.retry>

/** A retry that nothing refuses, before anything of it is stored. */
export interface RetryPlan {
  readonly given: RunParameters
  /** The queue of the controller. */
  readonly home: string
  readonly checked: CheckedPipeline
  readonly of: OwnRetry | OtherRetry
}
/** The retry of a run that has stored events. */
export interface OwnRetry {
  readonly steps: readonly string[]
  readonly before: RunState
  readonly after: AskedRun
}
/** The retry of a run without stored events: of one of ClearML's own controllers, or of one that failed before it began. */
export interface OtherRetry {
  readonly steps: readonly string[]
  /** Undefined where no step is named: the run's own program decides. */
  readonly named: NamedSteps | undefined
}

/** Finds what a retry of a run does, or refuses it. Both the retry and its preview go by the plan. */
export async function planRetry(reader: Reader & Pick<Clock, 'now'>, task: TaskRow, request: RetryRequest): Promise<RetryPlan> {
  const { run, parameters, program, queue } = request
  if (Object.keys(parameters ?? {}).length > 0 && (await isBuilt(reader, task.id))) {
    const reason = 'Its steps were made with the arguments that it has. Start a new run with others: clearway pipeline rerun.'
    throw new ActionError('run_refused', { run, field: 'parameters', reason })
  }
  const given = await readParameters(reader, task.id, parameters, { hasOtherProgram: program !== undefined })
  const stored = await readStoredRun(reader, task.id)
  if (program !== undefined && !hasEnded(task.status)) throw new ActionError('run_live', { run, field: 'program', status: task.status })
  const of = stored === undefined ? await planOther(reader, task, request) : await planOwn(reader, { task, stored, given }, request)
  const home = await queueOfRun(reader, queue, task)
  const checked = 'after' in of ? await checkLeft(reader, task, of.after.state, home) : await checkStored(reader, task, home)
  assertRunnable(task.id, [...given.faults, ...checked.errors])
  return { given, home, checked, of }
}

interface Retried {
  readonly task: TaskRow
  readonly stored: StoredRun
  readonly given: RunParameters
}

async function planOwn(
  reader: Reader & Pick<Clock, 'now'>,
  { task, stored, given }: Retried,
  { run, from, base_tasks = {}, program }: RetryRequest,
): Promise<OwnRetry> {
  // Its controller is about to report the end.
  if (isEnded(stored.state) && !hasEnded(task.status)) throw new ActionError('run_live', { run, status: task.status })
  const ended = await askForEnd(reader, task, stored)
  const steps = stepsFor(run, ended.state, from)
  const bases = { ...(program === undefined ? {} : await programBases(reader, program, ended.state)), ...base_tasks }
  for (const [step, base] of Object.entries(base_tasks)) {
    assertStep(run, ended.state, step, `base_tasks.${step}`)
    await findTask(reader, base)
  }
  const retried: RunEvent = {
    type: 'steps_retried',
    steps,
    // Its body starts anew: in the process that drives a live run, or with the next one. A program of an older Clearway does so in the next one only.
    ...(hasEnded(task.status) ? { awaitCalls: true } : {}),
    recalls: true,
    ...(Object.keys(bases).length === 0 ? {} : { baseTasks: bases }),
  }
  const changed: RunEvent[] = Object.keys(given.values).length === 0 ? [] : [{ type: 'parameters_changed', parameters: given.values }]
  // A run whose controller failed goes on by itself: nothing of it has to begin anew, unless its body now gives steps other inputs.
  const isLeft = !isEnded(ended.state) && hasEnded(task.status)
  const mayDiffer = ended.state.dynamic === true && (given.params.length > 0 || program !== undefined)
  const goesOn = steps.length === 0 && isLeft && !mayDiffer
  return { steps, before: ended.state, after: ask(reader, task.id, ended, goesOn ? changed : [...changed, retried]) }
}

/** The base tasks that a new program names for the functions of steps. */
async function programBases(reader: Reader, program: string, state: RunState): Promise<Readonly<Record<string, string>>> {
  const drafts = await draftsOf(reader, program)
  return Object.fromEntries(
    stepsOf(state).flatMap(({ definition: { name, function: of = '' } }) => {
      const base = drafts[of]
      return base === undefined ? [] : [[name, base] as const]
    }),
  )
}

/** The steps that a retry names: those that failed, or the given one; and those that only a stop kept from beginning. */
function stepsFor(run: string, state: RunState, from: string | undefined): string[] {
  if (from !== undefined) assertStep(run, state, from, 'from')
  const named = from === undefined ? failedSteps(state) : [from]
  if (named.length === 0 && state.status === 'completed') throw new ActionError('nothing_to_retry', { run })
  return [...new Set([...named, ...cutOffSteps(state)])]
}

function assertStep(run: string, state: RunState, step: string, field: string): void {
  if (stepOf(state, step) !== undefined) return
  const steps = stepsOf(state).map(({ definition }) => definition.name)
  throw new ActionError('step_not_found', { run, field, step, steps: steps.slice(0, 100) })
}

async function planOther(reader: Reader, task: TaskRow, { from, base_tasks = {} }: RetryRequest): Promise<OtherRetry> {
  if (!hasEnded(task.status)) throw new ActionError('run_live', { run: task.id, status: task.status })
  if (Object.keys(base_tasks).length > 0) {
    const reason = 'Its own program makes the tasks of its steps: give new code as `program`.'
    throw new ActionError('run_refused', { run: task.id, field: 'base_tasks', reason })
  }
  const named = from === undefined ? undefined : await stepsBelow(reader, task.id, from)
  if (named !== undefined) return { steps: named.below, named }
  if (task.status === 'completed') throw new ActionError('nothing_to_retry', { run: task.id })
  return { steps: [], named }
}
