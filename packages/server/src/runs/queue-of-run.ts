import { findDefaultQueue, findQueue, findQueueByName, findQueueIdOf } from '../db/tables/queues.ts'
import type { TaskRow } from '../db/tables/tasks.ts'
import { undefinedIf } from '../errors.ts'
import type { Reader } from '../scope.ts'

/** The queue of controllers, if there is one. */
const usual = 'services'

/** The queue of a run's controller: the given one, else that of the run before if it still exists, else `services`, else the default queue. */
export async function queueOfRun(reader: Reader, given: string | undefined, { queue: before }: Pick<TaskRow, 'queue'>): Promise<string> {
  if (given !== undefined && given !== '') return findQueueIdOf(reader, given)
  const known = before === null ? undefined : await findQueue(reader, before).catch(undefinedIf('queue_not_found'))
  return known?.id ?? (await findQueueByName(reader, usual))?.id ?? (await findDefaultQueue(reader)).id
}
