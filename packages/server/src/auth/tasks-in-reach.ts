import type { RowRule } from '@clearway/contract'
import type { CallingAttempt } from '../caller.ts'
import { selfAndDescendantsAmong, runningLaunchersOf } from '../db/tables/kinship.ts'
import type { Reader } from '../scope.ts'

/**
 * Those of the ids that name tasks which an attempt may change: its own task and the tasks below it. With `shared` also the running tasks that launched
 * it, to which a step adds results.
 */
export async function tasksInReach(
  reader: Reader,
  attempt: Pick<CallingAttempt, 'task'>,
  right: RowRule['right'],
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const own = await selfAndDescendantsAmong(reader, attempt.task, ids)
  if (right === 'own' || own.size === new Set(ids).size) return own
  return own.union(await runningLaunchersOf(reader, attempt.task))
}
