import type { Reader, Tx } from '../../scope.ts'
import { isPostgres } from '../connection/dialect.ts'
import type { AttemptRow } from './attempts.ts'

/** An update of the leases of running attempts; the caller narrows it down to the attempts that it means. */
function withLease({ db, company }: Tx, leaseUntil: number) {
  return db.updateTable('attempt').set({ lease_until: leaseUntil }).where('company', '=', company).where('state', '=', 'running')
}

/** Renews leases. Returns the ids of those attempts that are still running. */
export async function renewLeases(tx: Tx, ids: readonly string[], boot: string | null, leaseUntil: number): Promise<readonly string[]> {
  if (ids.length === 0) return []
  const rows = await withLease(tx, leaseUntil).set({ boot }).where('id', 'in', ids).returning('id').execute()
  return rows.map(({ id }) => id)
}

/** Renews the lease of a published agent's task. */
export async function renewStockLease(tx: Tx, task: string, leaseUntil: number, worker?: string): Promise<void> {
  await withLease(tx, leaseUntil)
    .$if(worker !== undefined, (query) => query.set({ worker, agent: worker }))
    .where('task', '=', task)
    .where('kind', '=', 'stock')
    .execute()
}

/** Renews the lease of a published agent's task at a heartbeat from the task's own process, while the task runs and no stop was requested. */
export async function renewLeaseOfProcess(tx: Tx, attempt: string, leaseUntil: number): Promise<void> {
  await withLease(tx, leaseUntil)
    .where('id', '=', attempt)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('task')
          .select('task.id')
          .whereRef('task.id', '=', 'attempt.task')
          .where('task.status', '=', 'in_progress')
          .where('task.stop_requested', '=', 0),
      ),
    )
    .execute()
}

/** Ends a lease at this time, unless it ends earlier. */
export async function shortenLease(tx: Tx, attempt: string, leaseUntil: number): Promise<void> {
  await withLease(tx, leaseUntil).where('id', '=', attempt).where('lease_until', '>', leaseUntil).execute()
}

/** Attempts whose claim was not confirmed until a time, or whose lease had run out then, over all companies. */
export async function expiredAttempts({ db }: Reader, at: number): Promise<readonly Pick<AttemptRow, 'id' | 'company' | 'task'>[]> {
  return expired(db, at).select(['id', 'company', 'task']).orderBy('id').limit(500).execute()
}

/** An attempt, if it had expired at a time. In PostgreSQL its row is locked, so that nobody renews it during the transaction; SQLite has one writer. */
export async function lockExpired({ db }: Reader, id: string, at: number): Promise<AttemptRow | undefined> {
  return expired(db, at)
    .selectAll()
    .where('id', '=', id)
    .$if(isPostgres(db), (query) => query.forUpdate())
    .executeTakeFirst()
}

function expired(db: Reader['db'], at: number) {
  return db
    .selectFrom('attempt')
    .where((eb) =>
      eb.or([
        eb.and([eb('state', '=', 'claimed'), eb('confirm_by', '<=', at)]),
        eb.and([eb('state', '=', 'running'), eb('lease_until', '<=', at)]),
      ]),
    )
}

/** The ends of claims and leases that are granted their full time. */
export interface FullTerms {
  readonly confirmBy: number
  readonly leaseUntil: Readonly<Record<AttemptRow['kind'], number>>
}

/** Grants every claim, lease, worker and serving container its full time again, over all companies. */
export async function grantFullTerms({ db, tick }: Tx, { confirmBy, leaseUntil }: FullTerms): Promise<void> {
  await db.updateTable('attempt').set({ confirm_by: confirmBy }).where('state', '=', 'claimed').execute()
  for (const kind of ['own', 'stock'] as const)
    await db.updateTable('attempt').set({ lease_until: leaseUntil[kind] }).where('state', '=', 'running').where('kind', '=', kind).execute()
  await db.updateTable('worker').set({ seen: tick() }).where('seen', '>', 0).execute()
  await db.updateTable('serving_container').set({ seen: tick() }).execute()
}
