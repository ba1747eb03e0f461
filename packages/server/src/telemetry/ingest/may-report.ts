import { tasksInReach } from '../../auth/tasks-in-reach.ts'
import type { ReadConnection } from '../../scope.ts'
import type { BatchSource } from '../telemetry.ts'

/** The tasks to which the object of an event belongs: a task's own id, or for a model its tasks. */
export type Owners = readonly (string | null)[]

/**
 * Whether a source may report events of an object that belongs to these tasks. An attempt's credential may report for the attempt's task, for what
 * belongs to that task, and for the running pipeline that launched the task; once the attempt has ended, only for its own task.
 */
export async function mayReport(
  control: ReadConnection,
  company: string,
  { attempt }: BatchSource,
  all: readonly Owners[],
): Promise<(owners: Owners) => boolean> {
  if (attempt?.confined !== true) return () => true
  const ids = [...new Set(all.flat().filter((id) => id !== null))]
  const isOwn = (owners: Owners): boolean => owners.includes(attempt.task)
  if (!attempt.live || all.every(isOwn)) return isOwn
  const reach = await tasksInReach({ db: control, company }, attempt, 'shared', ids)
  return (owners) => owners.some((owner) => owner !== null && reach.has(owner))
}
