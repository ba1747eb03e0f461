import { sql, type Updateable } from 'kysely'
import type { Reader, Tx } from '../../scope.ts'
import { ActionError } from '../../errors.ts'
import { dialectOf } from '../connection/dialect.ts'
import { cleanName } from '../sql/clean-name.ts'
import { refuseTaken } from '../connection/refuse-taken.ts'
import { inList } from '../sql/in-list.ts'
import { json } from '../sql/json.ts'
import { lockedFor, type ReaderFor, type ReadFor } from '../sql/lock-row.ts'
import { type Given, prepared, preparedRead } from '../sql/prepared.ts'
import type { QueueTable } from '../schema.ts'
import { replaceTags } from './tags.ts'

/** A queue by its id. A name is refused, because ClearML's clients rely on that. */
export async function findQueue<P extends ReadFor = 'refer'>(scope: ReaderFor<P>, id: string, purpose = 'refer' as P) {
  const queues = scope.db.selectFrom('queue').selectAll().where('id', '=', id).where('company', 'in', [scope.company, ''])
  const queue = await lockedFor(scope, queues, purpose).executeTakeFirst()
  if (queue === undefined) throw new ActionError('queue_not_found', { queue: id })
  return queue
}

/** Refuses the first id that is not that of a queue. */
export async function assertQueues({ db, company }: Reader, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const rows = await db.selectFrom('queue').select('id').where('id', 'in', ids).where('company', 'in', [company, '']).execute()
  const missing = ids.find((id) => !rows.some((row) => row.id === id))
  if (missing !== undefined) throw new ActionError('queue_not_found', { queue: missing })
}

export async function findQueueByName({ db, company }: Reader, name: string) {
  return (await queueByName(db, { company, name })).rows[0]
}

const queueByName = preparedRead((db, given: Given<{ company: string; name: string }>) =>
  db.selectFrom('queue').select(['id', 'name']).where('company', '=', given('company')).where('name', '=', given('name')).compile(),
)

/** The id of a queue that is given by its name or its id. A name comes first. */
export async function findQueueIdOf(reader: Reader, nameOrId: string): Promise<string> {
  return (await findQueueByName(reader, nameOrId))?.id ?? (await findQueue(reader, nameOrId)).id
}

/** The names of queues that are given by their id or name: pairs of what is given and the queue's name. */
export async function findQueuesNamed({ db, company }: Reader, namesOrIds: readonly string[]): Promise<(readonly [string, string])[]> {
  if (namesOrIds.length === 0) return []
  const rows = await db
    .selectFrom('queue')
    .select(['id', 'name'])
    .where('company', '=', company)
    .where((of) => of.or([inList(sql.ref('id'), namesOrIds, dialectOf(db)), inList(sql.ref('name'), namesOrIds, dialectOf(db))]))
    .execute()
  return namesOrIds.flatMap((one) => {
    const found = rows.find(({ id }) => id === one) ?? rows.find(({ name }) => name === one)
    return found === undefined ? [] : [[one, found.name] as const]
  })
}

/** The queue with the system tag `default`. */
export async function findDefaultQueue({ db, company }: Reader) {
  const queue = await db
    .selectFrom('queue as q')
    .innerJoin('queue_tag as t', 't.queue', 'q.id')
    .select(['q.id', 'q.name'])
    .where('q.company', '=', company)
    .where('t.kind', '=', 'system_tags')
    .where('t.tag', '=', 'default')
    .orderBy('q.created')
    .executeTakeFirst()
  if (queue === undefined) throw new ActionError('no_default_queue')
  return queue
}

export interface NewQueue {
  readonly name: string
  readonly displayName?: string | undefined
  readonly tags?: readonly string[] | undefined
  readonly systemTags?: readonly string[] | undefined
  readonly metadata?: object | undefined
}

export async function addQueue(
  tx: Tx & { readonly user: { readonly id: string } },
  { name, displayName, tags = [], systemTags = [], metadata = {} }: NewQueue,
): Promise<string> {
  const { db, company, user, now, newId } = tx
  const id = newId()
  await refuseTaken(name, () =>
    db
      .insertInto('queue')
      .values({
        id,
        company,
        user: user.id,
        name: cleanName(name),
        display_name: displayName ?? null,
        created: now(),
        last_update: now(),
        rev: 1,
        metadata: json(metadata),
      })
      .execute(),
  )
  await replaceTags(tx, 'queue', id, { tags, system_tags: systemTags })
  tx.recordChange({ entity: 'queue', id, kind: 'created', rev: 1 })
  return id
}

/** Records that a queue's entries changed. */
export async function recordQueueChange(tx: Tx, id: string, kind = 'entries'): Promise<void> {
  const [row] = (await setChanged(tx.db, { id, at: tx.now() })).rows
  if (row !== undefined) tx.recordChange({ entity: 'queue', id, kind, rev: row.rev })
}

const setChanged = prepared((db, given: Given<{ id: string; at: number }>) =>
  db
    .updateTable('queue')
    .set((eb) => ({ last_update: given('at'), rev: eb('rev', '+', 1) }))
    .where('id', '=', given('id'))
    .returning('rev')
    .compile(),
)

/** What a task of a queue uses of its machine; null: unknown. */
export interface QueueResources {
  readonly cpu_usage: number | null
  readonly gpu_usage: number | null
}

/** Sets what a task of these queues uses of its machine. */
export async function setQueueResources({ db, company }: Tx, ids: readonly string[], resources: QueueResources): Promise<void> {
  if (ids.length === 0) return
  await db.updateTable('queue').set(resources).where('id', 'in', ids).where('company', '=', company).execute()
}

/** The shown names of queues, and what their tasks use; without deleted ones. */
export async function readQueueResources(
  { db, company }: Reader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, QueueResources & { readonly name: string }>> {
  const rows = await db
    .selectFrom('queue')
    .select(['id', 'name', 'display_name', 'cpu_usage', 'gpu_usage'])
    .where(inList(sql.ref('id'), ids, dialectOf(db)))
    .where('company', 'in', [company, ''])
    .execute()
  return new Map(rows.map(({ id, name, display_name, ...used }) => [id, { name: display_name ?? name, ...used }]))
}

/** The name of a queue, also if the queue was deleted. */
export async function queueName({ db }: Pick<Reader, 'db'>, id: string): Promise<{ id: string; name: string } | undefined> {
  return db.selectFrom('queue').select(['id', 'name']).where('id', '=', id).executeTakeFirst()
}

/** Writes columns of a queue. Refuses a name that another queue has. */
export async function setQueueColumns({ db, now }: Tx, id: string, set: Updateable<QueueTable>): Promise<void> {
  await refuseTaken(set.name ?? '', () =>
    db
      .updateTable('queue')
      .set({ ...set, last_update: now() })
      .where('id', '=', id)
      .execute(),
  )
}

/** Deletes a queue with its entries and tags, and its assignments to workers. */
export async function deleteQueueRows({ db, now, recordChange }: Tx, id: string): Promise<void> {
  await db.deleteFrom('queue_entry').where('queue', '=', id).execute()
  await db.deleteFrom('queue_tag').where('queue', '=', id).execute()
  await db.deleteFrom('worker_queue').where('queue', '=', id).execute()
  await db.deleteFrom('queue').where('id', '=', id).execute()
  recordChange({ entity: 'queue', id, kind: 'deleted', rev: now() })
}
