import type { RequestOf, runs } from '@clearway/contract'
import { hasEnded } from '@clearway/contract'
import { cutOffSteps, failedSteps, isEnded, type RunEvent, type RunState, stepOf, stepsOf } from '@clearway/engine'
import type { OperationTx } from '../context.ts'
import { findTask, type TaskRow } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import { appendAsked } from './append-asked.ts'
import { copyProgram, draftsOf } from './copy-program.ts'
import { endLeftRun } from './end-left-run.ts'
import { findOwnRun } from './find-run.ts'
import { goOn } from './go-on.ts'
import { isBuilt } from './graph-arguments.ts'
import { assertRunnable, checkLeft, checkStored } from './preflight.ts'
import { queueOfRun } from './queue-of-run.ts'
import { renewSteps } from './renew-steps.ts'
import { readParameters, writeParameters } from './run-parameters.ts'
import type { StartedRun } from './start-run.ts'
import { readStoredRun, type StoredRun } from './stored-run.ts'

type Retry = RequestOf<typeof runs.retry>

export interface GoingRun extends StartedRun {
  /** The steps that begin anew. */
  readonly steps: readonly string[]
}

/**
 * Lets a run go on: what failed begins anew, or one step with all below it. A run of one of ClearML's own controllers launches all its steps again, and
 * what it launched before is recognized (`launches`), unless it is to run again.
 */
export async function retryRun(tx: OperationTx, { run, from, parameters, base_tasks = {}, program, queue }: Retry): Promise<GoingRun> {
  const task = await findOwnRun(tx, run)
  if (Object.keys(parameters ?? {}).length > 0 && (await isBuilt(tx, task.id))) {
    const reason = 'Its steps were made with the arguments that it has. Start a new run with others: clearway pipeline rerun.'
    throw new ActionError('run_refused', { run, field: 'parameters', reason })
  }
  const given = await readParameters(tx, task.id, parameters)
  const stored = await readStoredRun(tx, task.id)
  if (program !== undefined && !hasEnded(task.status)) throw new ActionError('run_live', { run, field: 'program', status: task.status })
  const { steps, state } =
    stored === undefined ? { steps: await retryOther(tx, task, { from, base_tasks }), state: undefined } : await retryOwn(stored)
  const home = await queueOfRun(tx, queue, task)
  const checked = state === undefined ? await checkStored(tx, task, home) : await checkLeft(tx, task, state, home)
  assertRunnable(task.id, [...given.faults, ...checked.errors])
  await writeParameters(tx, task.id, given)
  if (program !== undefined) await copyProgram(tx, { from: program, to: task })
  return { task: await goOn(tx, task.id, { queue: home, reason: 'retried' }), steps, checked }

  async function retryOwn(before: StoredRun): Promise<{ readonly steps: readonly string[]; readonly state: RunState }> {
    // Its controller is about to report the end.
    if (isEnded(before.state) && !hasEnded(task.status)) throw new ActionError('run_live', { run, status: task.status })
    const ended = await endLeftRun(tx, task, before)
    const named = stepsFor(run, ended.state, from)
    const bases = { ...(await programBases(ended.state)), ...base_tasks }
    for (const [step, base] of Object.entries(base_tasks)) {
      assertStep(run, ended.state, step, `base_tasks.${step}`)
      await findTask(tx, base)
    }
    const retried: RunEvent = {
      type: 'steps_retried',
      steps: named,
      // Its body starts anew: in the process that drives a live run, or with the next one. A program of an older Clearway does so in the next one only.
      ...(hasEnded(task.status) ? { awaitCalls: true } : {}),
      recalls: true,
      ...(Object.keys(bases).length === 0 ? {} : { baseTasks: bases }),
    }
    const changed: RunEvent[] = Object.keys(given.values).length === 0 ? [] : [{ type: 'parameters_changed', parameters: given.values }]
    // A run whose controller failed goes on by itself: nothing of it has to begin anew, unless its body now gives steps other inputs.
    const isLeft = !isEnded(ended.state) && hasEnded(task.status)
    const mayDiffer = ended.state.dynamic === true && (changed.length > 0 || program !== undefined)
    const goesOn = named.length === 0 && isLeft && !mayDiffer
    const { state } = await appendAsked(tx, task, ended, goesOn ? changed : [...changed, retried])
    return { steps: named, state }
  }

  /** The base tasks that the new program names for the functions of steps. */
  async function programBases(state: RunState): Promise<Readonly<Record<string, string>>> {
    if (program === undefined) return {}
    const drafts = await draftsOf(tx, program)
    return Object.fromEntries(
      stepsOf(state).flatMap(({ definition: { name, function: of = '' } }) => {
        const base = drafts[of]
        return base === undefined ? [] : [[name, base] as const]
      }),
    )
  }
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

interface OtherRetry {
  readonly from: string | undefined
  readonly base_tasks: Readonly<Record<string, string>>
}

/** Prepares a run without stored events: one of ClearML's own controllers, or one that failed before it began. */
async function retryOther(tx: OperationTx, task: TaskRow, { from, base_tasks }: OtherRetry): Promise<readonly string[]> {
  if (!hasEnded(task.status)) throw new ActionError('run_live', { run: task.id, status: task.status })
  if (Object.keys(base_tasks).length > 0) {
    const reason = 'Its own program makes the tasks of its steps: give new code as `program`.'
    throw new ActionError('run_refused', { run: task.id, field: 'base_tasks', reason })
  }
  if (from !== undefined) return renewSteps(tx, task, from)
  if (task.status === 'completed') throw new ActionError('nothing_to_retry', { run: task.id })
  return []
}
