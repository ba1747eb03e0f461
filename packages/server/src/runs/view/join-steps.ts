import type { StepTry, StepView } from '@clearway/contract'
import { hasEnded } from '@clearway/contract/status'
import { type ReferringFields, type EndedTry, stepStatusOf, takenFrom } from '@clearway/engine'
import type { StepTaskRow } from '../../db/tables/run-steps.ts'
import type { HolderRow, StepAttemptRow } from '../../db/tables/step-attempts.ts'
import type { PlannedStep } from './planned-steps.ts'

/** What is stored about the tasks of some steps. */
export interface StepTasks {
  readonly byId: ReadonlyMap<string, StepTaskRow>
  /** The newest task of each name, for steps whose launch their controller has not recorded yet. */
  readonly byName: ReadonlyMap<string, StepTaskRow>
  /** The attempts at each task, in their order. */
  readonly attempts: ReadonlyMap<string, readonly StepAttemptRow[]>
  /** The tasks that held slots for which attempts waited. */
  readonly holders: ReadonlyMap<string, HolderRow>
}

const longestReason = 2000
const mostTries = 10

/** A step as its controller knows it, updated by the step's task, which may be ahead of the controller. `begun`: when the run first began, in ms. */
export function joinStep(planned: PlannedStep, tasks: StepTasks, begun: number): StepView {
  const { name, parents, stage, group, members, attempt, cacheMiss } = planned
  const task = planned.task === undefined ? unrecordedTask(planned, tasks) : tasks.byId.get(planned.task)
  const status = task === undefined || planned.isDone ? planned.status : stepStatusOf[task.status]
  const isOver = status === 'failed' || status === 'aborted'
  const why = planned.reason ?? (task !== undefined && isOver ? task.status_reason || task.status_message : undefined)
  const tries = triesOf(planned, task, tasks)
  return {
    name,
    status,
    parents: [...parents],
    ...referencesOf(planned),
    ...(stage === undefined ? {} : { stage }),
    ...(planned.function === undefined ? {} : { function: planned.function }),
    ...(group === undefined ? {} : { group }),
    ...(members === undefined ? {} : { members }),
    ...((task?.id ?? planned.task) === undefined ? {} : { task: task?.id ?? planned.task }),
    ...(attempt === undefined ? {} : { attempt }),
    ...(task?.queueName === null || task === undefined ? {} : { queue: task.queueName }),
    ...(task === undefined || task.last_worker === null || task.last_worker === '' ? {} : { worker: task.last_worker }),
    // A reused task ran in another run.
    ...(task === undefined || status === 'cached'
      ? {}
      : { ...timesOf(task, Math.max(begun, tries.at(-1)?.ended_at ?? 0)), ...claimOf(task, tasks) }),
    ...(cacheMiss === undefined ? {} : { cache_miss: cacheMiss }),
    ...(why === undefined || why === '' ? {} : { reason: shortened(why) }),
    ...(tries.length === 0 ? {} : { tries }),
  }
}

/** Whether a step of which its controller has recorded no task may have one. */
export function mayHaveTask({ isDone, members }: PlannedStep): boolean {
  return !isDone && members === undefined
}

/** The task of a step whose launch its controller has not recorded yet. Where the step begins anew, that is none of its tasks that have ended. */
function unrecordedTask(planned: PlannedStep, { byName }: StepTasks): StepTaskRow | undefined {
  const { name, earlierTries = [] } = planned
  const task = mayHaveTask(planned) ? byName.get(name) : undefined
  const isEarlier = task !== undefined && hasEnded(task.status) && earlierTries.some((earlier) => earlier.task === task.id)
  return isEarlier ? undefined : task
}

/** The names that are taken from parents. Definitions never change, and of a run that is followed only steps that change are read, each many times. */
const known = new WeakMap<ReferringFields, NonNullable<StepView['references']>>()

function referencesOf({ referring, parents }: PlannedStep): Pick<StepView, 'references'> {
  let references = known.get(referring)
  if (references === undefined) known.set(referring, (references = Object.fromEntries(takenFrom(referring, parents))))
  return Object.keys(references).length === 0 ? {} : { references }
}

function timesOf(
  { status, status_changed: changed, created, started, completed }: StepTaskRow,
  since: number,
): Pick<StepView, 'queued_at' | 'started_at' | 'ended_at'> {
  const isWaiting = status === 'queued' || status === 'created'
  return {
    // A base task that is run itself is older than the run, and a task that is run again older than its last execution.
    queued_at: status === 'queued' ? changed : Math.max(created, since),
    ...(isWaiting || started === null ? {} : { started_at: started }),
    ...(hasEnded(status) ? { ended_at: completed ?? changed } : {}),
  }
}

/** When the last attempt at a task was claimed, and for whose slot it waited. A lost one is a try of its own. */
function claimOf({ id }: StepTaskRow, { attempts, holders }: StepTasks): Pick<StepView, 'claimed_at' | 'waited_for'> {
  const last = attempts.get(id)?.at(-1)
  if (last === undefined || isLost(last)) return {}
  const holder = last.holder === null ? undefined : holders.get(last.holder)
  return { claimed_at: last.claimed, ...(holder === undefined ? {} : { waited_for: shownHolder(holder) }) }
}

function shownHolder({ id, name, claimed, ended, runId, runName }: HolderRow): NonNullable<StepView['waited_for']> {
  return {
    task: id,
    name,
    claimed_at: claimed,
    ...(ended === null ? {} : { ended_at: ended }),
    ...(runId === null || runName === null ? {} : { run: { id: runId, name: runName } }),
  }
}

/** Whether an attempt ended without an end of its task, so that the task was queued again. */
function isLost({ ended_as: outcome }: StepAttemptRow): boolean {
  return outcome === 'lost' || outcome === 'handed_back'
}

/**
 * The earlier executions of a step, in their order: those that its controller has seen end, and those that were lost. A task that is run again has
 * several, whose times and workers its attempts have; of a step that ran without an agent only the controller knows them.
 */
function triesOf({ earlierTries = [] }: PlannedStep, task: StepTaskRow | undefined, { byId, attempts }: StepTasks): StepTry[] {
  const rowsOf = (id: string): readonly StepAttemptRow[] => attempts.get(id) ?? []
  const ended = earlierTries.map((one, at) => {
    const before = earlierTries.slice(0, at).filter((other) => other.task === one.task)
    const row = rowsOf(one.task).filter((each) => !isLost(each))[before.length]
    return endedTry(one, { row, task: byId.get(one.task), since: before.at(-1)?.endedAt })
  })
  const ids = new Set([...earlierTries.map((one) => one.task), ...(task === undefined ? [] : [task.id])])
  const lost = [...ids].flatMap((id) => rowsOf(id).flatMap((one, at, all) => (isLost(one) ? [lostTry(one, all[at - 1])] : [])))
  const inOrder = lost.length === 0 ? ended : [...ended, ...lost].sort((a, b) => (a.ended_at ?? 0) - (b.ended_at ?? 0))
  return inOrder.slice(-mostTries)
}

interface Recorded {
  readonly row: StepAttemptRow | undefined
  readonly task: StepTaskRow | undefined
  /** When the execution of the same task before it ended. */
  readonly since: number | undefined
}

function endedTry({ task: id, status, reason = '', startedAt, endedAt }: EndedTry, { row, task, since }: Recorded): StepTry {
  const worker = row?.worker ?? task?.last_worker ?? ''
  const [queued, started, ended] = [row?.queued ?? since ?? task?.created, row?.started ?? startedAt, row?.ended ?? endedAt]
  return {
    task: id,
    outcome: status,
    reason: shortened(reason),
    ...(worker === '' ? {} : { worker }),
    ...(queued === undefined ? {} : { queued_at: queued }),
    ...(row === undefined ? {} : { claimed_at: row.claimed }),
    ...(started === undefined ? {} : { started_at: started }),
    ...(ended === undefined ? {} : { ended_at: ended }),
  }
}

function lostTry(
  { task, worker, queued, claimed, started, ended, ended_as: outcome, reason }: StepAttemptRow,
  before: StepAttemptRow | undefined,
): StepTry {
  // A task that is queued again has its former place, and with it the time of that.
  const since = queued === null ? before?.ended : Math.max(queued, before?.ended ?? 0)
  return {
    task,
    outcome: outcome === 'handed_back' ? 'returned' : 'lost',
    reason: shortened(reason),
    worker,
    ...(since === null || since === undefined ? {} : { queued_at: since }),
    claimed_at: claimed,
    ...(started === null ? {} : { started_at: started }),
    ...(ended === null ? {} : { ended_at: ended }),
  }
}

function shortened(text: string): string {
  return text.length <= longestReason ? text : `${text.slice(0, longestReason - 1)}…`
}
