import type { Actor } from '../../scope.ts'
import { deleteAttempts } from './attempts.ts'
import { scheduleEventRemoval } from './event-removals.ts'
import { reassignMadeRows } from './kinship.ts'
import { deleteRun } from './runs.ts'
import type { TaskRow } from './tasks.ts'

const sideTables = [
  'task_tag',
  'task_param',
  'task_config',
  'task_artifact',
  'task_metric',
  'task_metric_stat',
  'task_alias',
  'launch',
] as const

/** Deletes a task's rows, but for its launch as a step: by it the run learns of the deletion. The task must be neither queued nor running. */
export async function deleteTaskRows(actor: Actor, task: TaskRow): Promise<void> {
  for (const table of sideTables) await actor.db.deleteFrom(table).where('task', '=', task.id).execute()
  await deleteAttempts(actor, task.id)
  await reassignMadeRows(actor, task)
  await deleteRun(actor, task.id)
  await scheduleEventRemoval(actor, [task.id])
  await actor.db.deleteFrom('task').where('id', '=', task.id).execute()
  actor.recordChange({ entity: 'task', id: task.id, project: task.project, kind: 'deleted', rev: task.rev + 1 })
  actor.notify(`task:${task.id}`)
}
