import { addQueue, findDefaultQueue, findQueue, findQueueByName } from '../db/tables/queues.ts'
import type { Actor } from '../scope.ts'

/** The id of a queue: of that with this id, or with this name, which is added if there is none, or of the default queue. Source: ClearML server 2.3.0. */
export async function findOrAddQueue(
  actor: Actor,
  { id = '', name = '' }: { readonly id?: string | undefined; readonly name?: string | undefined },
): Promise<string> {
  if (id !== '') return (await findQueue(actor, id)).id
  if (name === '') return (await findDefaultQueue(actor)).id
  return (await findQueueByName(actor, name))?.id ?? addQueue(actor, { name })
}
