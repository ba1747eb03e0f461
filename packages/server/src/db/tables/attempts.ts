import type { Lane, TaskStatus } from '@clearway/contract'
import type { Clock, Reader, Tx } from '../../scope.ts'
import { isPostgres } from '../connection/dialect.ts'
import type { AttemptTable } from '../schema.ts'

const live = ['claimed', 'running'] as const
export type AttemptRow = AttemptTable

export interface NewAttempt {
  readonly task: string
  readonly queue: string
  readonly worker: string
  readonly agent: string
  readonly boot: string | null
  readonly home: string | null
  readonly kind: 'own' | 'stock'
  readonly lane: Lane
  readonly slot: number | null
  readonly confirmBy: number
  /** The session in which a stock agent took the task. */
  readonly session: string | null
}

/** Adds an attempt for a claim. A unique index refuses a second live attempt of the same task. */
export async function addAttempt(
  scope: Tx,
  { confirmBy, ...attempt }: NewAttempt,
): Promise<{ readonly id: string; readonly number: number }> {
  const id = scope.newId()
  const { number } = await scope.db
    .insertInto('attempt')
    .values((eb) => ({
      ...attempt,
      id,
      company: scope.company,
      number: eb
        .selectFrom('attempt')
        .select((a) => a(a.fn.coalesce(a.fn.max('number'), a.val(0)), '+', 1).as('n'))
        .where('task', '=', attempt.task),
      state: 'claimed' as const,
      claimed: scope.now(),
      started: null,
      ended: null,
      confirm_by: confirmBy,
      lease_until: null,
      ended_as: null,
      exit_code: null,
      begin_iteration: 0,
      reason: '',
    }))
    .returning('number')
    .executeTakeFirstOrThrow()
  return { id, number }
}

export async function findAttempt({ db, company }: Reader, id: string): Promise<AttemptRow | undefined> {
  return db.selectFrom('attempt').selectAll().where('id', '=', id).where('company', '=', company).executeTakeFirst()
}

/** The claimed or running attempt of a task. */
export async function liveAttemptOf({ db, company }: Reader, task: string): Promise<AttemptRow | undefined> {
  return db
    .selectFrom('attempt')
    .selectAll()
    .where('task', '=', task)
    .where('company', '=', company)
    .where('state', 'in', live)
    .executeTakeFirst()
}

/** Moves an attempt from claimed to running. False if it is no longer claimed. */
export async function confirmAttempt({ db, company, now }: Tx, id: string, leaseUntil: number): Promise<boolean> {
  const done = await db
    .updateTable('attempt')
    .set((eb) => ({
      state: 'running',
      started: now(),
      confirm_by: null,
      lease_until: leaseUntil,
      begin_iteration: eb.fn.coalesce(eb.selectFrom('task').select('last_iteration').whereRef('task.id', '=', 'attempt.task'), eb.val(0)),
    }))
    .where('id', '=', id)
    .where('company', '=', company)
    .where('state', '=', 'claimed')
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

/**
 * Resets the task's last iteration to where its last attempt began, because ClearML's client counts on from the last iteration and this attempt
 * repeats the last one.
 */
export async function rewindIterations({ db, company }: Tx, task: string): Promise<void> {
  await db
    .updateTable('task')
    .set((eb) => ({
      last_iteration: eb.fn.coalesce(
        eb
          .selectFrom('attempt')
          .select('begin_iteration')
          .where('task', '=', task)
          .where('started', 'is not', null)
          .orderBy('number', 'desc')
          .limit(1),
        'last_iteration',
      ),
    }))
    .where('id', '=', task)
    .where('company', '=', company)
    .execute()
}

export interface AttemptEnd {
  /** `aborted`: a client aborted the task while a stock agent ran it. */
  readonly as: TaskStatus | 'lost' | 'handed_back' | 'expired' | 'moved' | 'aborted'
  readonly reason: string
  readonly exitCode?: number | undefined
}

/** Ends a live attempt and revokes its key pair. False if the attempt had already ended. */
export async function endAttempt({ db, company, now }: Tx, id: string, { as, reason, exitCode }: AttemptEnd): Promise<boolean> {
  const done = await db
    .updateTable('attempt')
    .set({
      state: as === 'lost' ? 'lost' : 'ended',
      ended: now(),
      ended_as: as,
      reason,
      exit_code: exitCode ?? null,
      confirm_by: null,
      lease_until: null,
    })
    .where('id', '=', id)
    .where('company', '=', company)
    .where('state', 'in', live)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

/** The live attempts of an agent's workers. */
export async function attemptsOfAgent({ db, company }: Reader, agent: string): Promise<AttemptRow[]> {
  return db
    .selectFrom('attempt')
    .selectAll()
    .where('company', '=', company)
    .where('agent', '=', agent)
    .where('state', 'in', live)
    .orderBy('id')
    .execute()
}

export async function tasksOfAttempts({ db, company }: Reader, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await db.selectFrom('attempt').select('task').where('id', 'in', ids).where('company', '=', company).execute()
  return rows.map(({ task }) => task)
}

/** The attempts that an agent reports, each with whether its task still waits in a queue since the attempt was lost. */
export async function reportedAttempts({ db, company }: Reader, agent: string, ids: readonly string[]) {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('attempt as a')
    .leftJoin('queue_entry as e', (join) => join.onRef('e.task', '=', 'a.task').onRef('e.lost', '=', 'a.id').on('e.attempt', 'is', null))
    .selectAll('a')
    .select('e.task as waiting')
    .where('a.id', 'in', ids)
    .where('a.company', '=', company)
    .where('a.agent', '=', agent)
    .execute()
  return rows.map(({ waiting, ...attempt }) => ({ attempt, isTaskFree: waiting !== null }))
}

/** Moves an attempt from lost back to running. */
export async function reviveAttempt({ db, company }: Tx, id: string, boot: string, leaseUntil: number): Promise<void> {
  await db
    .updateTable('attempt')
    .set({ state: 'running', ended: null, ended_as: null, reason: '', boot, lease_until: leaseUntil })
    .where('id', '=', id)
    .where('company', '=', company)
    .where('state', '=', 'lost')
    .execute()
}

/** Whether an attempt occupies a slot of its agent. */
export function holdsSlot({ state, lane }: Pick<AttemptRow, 'state' | 'lane'>): boolean {
  return state === 'running' && lane === 'step'
}

/** Moves an attempt from its slot to the light lane of its agent, where it occupies no slot. */
export async function leaveSlot({ db, company }: Tx, { id, agent }: AttemptRow): Promise<void> {
  await db
    .updateTable('attempt')
    .set({ lane: 'light', slot: null, worker: `${agent}:light` })
    .where('id', '=', id)
    .where('company', '=', company)
    .execute()
}

/** Those of these attempts that run without a slot. */
export async function withoutSlot({ db, company }: Reader, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('attempt')
    .select('id')
    .where('id', 'in', ids)
    .where('company', '=', company)
    .where('state', '=', 'running')
    .where('lane', '=', 'light')
    .execute()
  return rows.map(({ id }) => id)
}

/** An update of the leases of running attempts; the caller narrows it down to the attempts that it means. */
function withLease({ db, company }: Tx, leaseUntil: number) {
  return db.updateTable('attempt').set({ lease_until: leaseUntil }).where('company', '=', company).where('state', '=', 'running')
}

/** Renews leases. Returns the ids of those attempts that are still running. */
export async function renewLeases(scope: Tx, ids: readonly string[], boot: string | null, leaseUntil: number): Promise<readonly string[]> {
  if (ids.length === 0) return []
  const rows = await withLease(scope, leaseUntil).set({ boot }).where('id', 'in', ids).returning('id').execute()
  return rows.map(({ id }) => id)
}

/** Renews the lease of a stock agent's task. */
export async function renewStockLease(scope: Tx, task: string, leaseUntil: number, worker?: string): Promise<void> {
  await withLease(scope, leaseUntil)
    .$if(worker !== undefined, (query) => query.set({ worker, agent: worker }))
    .where('task', '=', task)
    .where('kind', '=', 'stock')
    .execute()
}

/** Renews the lease of a stock agent's task at a heartbeat from the task's own process, while the task runs and no stop was requested. */
export async function renewLeaseOfProcess(scope: Tx, attempt: string, leaseUntil: number): Promise<void> {
  await withLease(scope, leaseUntil)
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
export async function shortenLease(scope: Tx, attempt: string, leaseUntil: number): Promise<void> {
  await withLease(scope, leaseUntil).where('id', '=', attempt).where('lease_until', '>', leaseUntil).execute()
}

/** Attempts whose claim was not confirmed in time, or whose lease has run out, over all companies. */
export async function expiredAttempts(scope: Reader & Clock): Promise<readonly Pick<AttemptRow, 'id' | 'company'>[]> {
  return expired(scope).select(['id', 'company']).orderBy('id').limit(500).execute()
}

/** An attempt, if it has expired. In PostgreSQL its row is locked, so that nobody renews it during the transaction; SQLite has one writer. */
export async function lockExpired(scope: Reader & Clock, id: string): Promise<AttemptRow | undefined> {
  return expired(scope)
    .selectAll()
    .where('id', '=', id)
    .$if(isPostgres(scope.db), (query) => query.forUpdate())
    .executeTakeFirst()
}

function expired({ db, tick }: Reader & Clock) {
  const at = tick()
  return db
    .selectFrom('attempt')
    .where((eb) =>
      eb.or([
        eb.and([eb('state', '=', 'claimed'), eb('confirm_by', '<=', at)]),
        eb.and([eb('state', '=', 'running'), eb('lease_until', '<=', at)]),
      ]),
    )
}

/** How many of a task's latest attempts were lost in a row. */
export async function lostInARow({ db }: Reader, task: string): Promise<number> {
  const { n } = await db
    .selectFrom('attempt as a')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('a.task', '=', task)
    .where('a.state', '=', 'lost')
    .where('a.number', '>', (eb) =>
      eb
        .selectFrom('attempt as b')
        .select((b) => b.fn.coalesce(b.fn.max('b.number'), b.val(0)).as('n'))
        .where('b.task', '=', task)
        .where('b.state', '=', 'ended')
        .where('b.ended_as', 'not in', ['expired', 'handed_back']),
    )
    .executeTakeFirstOrThrow()
  return n
}

/** When and why a task's attempts were moved to another worker, the latest first. */
export async function movesOf({ db, company }: Reader, task: string) {
  return db
    .selectFrom('attempt')
    .select(['ended', 'worker', 'reason'])
    .where('company', '=', company)
    .where('task', '=', task)
    .where('ended_as', '=', 'moved')
    .orderBy('number', 'desc')
    .execute()
}

/** The latest attempt at a task that a session has claimed. */
export async function lastAttemptOfSession({ db, company }: Reader, session: string, task: string) {
  return db
    .selectFrom('attempt')
    .select(['state', 'ended_as'])
    .where('session', '=', session)
    .where('company', '=', company)
    .where('task', '=', task)
    .orderBy('number', 'desc')
    .executeTakeFirst()
}

/** Moves an attempt from lost to ended, because the attempt has completed its task after all. */
export async function completeLostAttempt({ db }: Tx, id: string, reason: string): Promise<void> {
  await db
    .updateTable('attempt')
    .set({ state: 'ended', ended_as: 'completed', reason })
    .where('id', '=', id)
    .where('state', '=', 'lost')
    .execute()
}

/** The ends of claims and leases that are granted their full time. */
export interface FullTerms {
  readonly confirmBy: number
  readonly leaseUntil: Readonly<Record<AttemptRow['kind'], number>>
}

/** Grants every claim, lease and worker its full time again, over all companies. */
export async function grantFullTerms({ db, tick }: Tx, { confirmBy, leaseUntil }: FullTerms): Promise<void> {
  await db.updateTable('attempt').set({ confirm_by: confirmBy }).where('state', '=', 'claimed').execute()
  for (const kind of ['own', 'stock'] as const)
    await db.updateTable('attempt').set({ lease_until: leaseUntil[kind] }).where('state', '=', 'running').where('kind', '=', kind).execute()
  await db.updateTable('worker').set({ seen: tick() }).where('seen', '>', 0).execute()
}

/** The states of attempts and their tasks, by which it is decided which attempts have to stop. */
export async function attemptStandings({ db, company }: Reader, ids: readonly string[]) {
  return db
    .selectFrom('attempt as a')
    .innerJoin('task as t', 't.id', 'a.task')
    .select(['a.id', 'a.state', 't.status', 't.status_changed', 't.stop_requested'])
    .where('a.company', '=', company)
    .where('a.id', 'in', ids)
    .execute()
}

/** How the attempt of this number ended; undefined if there is none or it has not ended. */
export async function endOfAttemptNumber({ db }: Pick<Reader, 'db'>, task: string, number: number): Promise<string | undefined> {
  const row = await db.selectFrom('attempt').select('ended_as').where('task', '=', task).where('number', '=', number).executeTakeFirst()
  return row?.ended_as ?? undefined
}

/** The latest attempt of a stock agent at a task. */
export async function lastStockAttempt({ db, company }: Reader, task: string) {
  return db
    .selectFrom('attempt')
    .select(['session', 'claimed', 'ended', 'ended_as'])
    .where('company', '=', company)
    .where('task', '=', task)
    .where('kind', '=', 'stock')
    .orderBy('number', 'desc')
    .executeTakeFirst()
}
