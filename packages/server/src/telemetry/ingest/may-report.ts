import { tasksInReach } from '../../auth/tasks-in-reach.ts'
import type { ReadConnection } from '../../scope.ts'
import type { BatchSource } from '../telemetry.ts'

/** What an event is about: a task's id, and for a model the tasks to which the model belongs. */
export type Owners = readonly (string | null)[]

/**
 * Whether a source may report events of what belongs to these tasks. The credential of an attempt reports for the attempt's task and what belongs
 * to it, and for the running pipeline that launched it; after its end only for its own task.
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
