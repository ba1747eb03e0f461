import type { Task } from '@clearway/contract'
import { hasEnded } from '@clearway/contract/status'
import { stepStatusOf } from '@clearway/engine'
import { named } from '../lookup/named.ts'
import { timeOf } from '../show/duration.ts'
import type { PlannedStep, StepView } from './run-view.ts'

/** The steps as the controller knows them, updated by the steps' tasks, which may be ahead of the controller. */
export function joinSteps(planned: readonly PlannedStep[], tasks: readonly Task[], run: Pick<Task, 'created' | 'started'>): StepView[] {
  const byId = new Map(tasks.map((task) => [task.id, task]))
  // Tasks are sorted newest first, so the first of a name is the current one.
  const byName = new Map(tasks.toReversed().map((task) => [task.name, task]))
  return planned.map((step) => joinStep(step, step.task === undefined ? unclaimed(step, byName) : byId.get(step.task), run))
}

/** The task of a step that its controller has not recorded yet, found by the step's name. */
function unclaimed(step: PlannedStep, byName: ReadonlyMap<string | undefined, Task>): Task | undefined {
  return step.isDone ? undefined : byName.get(step.name)
}

function joinStep(
  { isDone, startedAt, endedAt, reason, ...step }: PlannedStep,
  task: Task | undefined,
  run: Pick<Task, 'created' | 'started'>,
): StepView {
  if (task === undefined) return { ...step, ...(reason === undefined ? {} : { reason }) }
  const { status = 'created' } = task
  const shown = isDone ? step.status : stepStatusOf[status]
  const why = reason ?? (shown === 'failed' || shown === 'aborted' ? task.status_reason || task.status_message : undefined)
  const queue = named(task.execution?.queue)?.name
  return {
    ...step,
    status: shown,
    task: task.id,
    ...(queue === undefined ? {} : { queue }),
    ...(task.last_worker === undefined || task.last_worker === '' ? {} : { worker: task.last_worker }),
    // A reused task ran in another run.
    ...(shown === 'cached' ? {} : timesOf(task, run)),
    ...(why === undefined || why === '' ? {} : { reason: why }),
  }
}

function timesOf(task: Task, run: Pick<Task, 'created' | 'started'>): Pick<StepView, 'queuedAt' | 'startedAt' | 'endedAt'> {
  const { status = 'created' } = task
  const begun = timeOf(run.started) ?? timeOf(run.created) ?? 0
  const made = timeOf(task.created)
  // A base task that is run itself is older than the run.
  const queuedAt = status === 'queued' ? timeOf(task.status_changed) : made === undefined ? undefined : Math.max(made, begun)
  const startedAt = status === 'queued' || status === 'created' ? undefined : timeOf(task.started)
  const endedAt = hasEnded(status) ? (timeOf(task.completed) ?? timeOf(task.status_changed)) : undefined
  return {
    ...(queuedAt === undefined ? {} : { queuedAt }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
  }
}
