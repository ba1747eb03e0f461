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
  /** In which a published agent took it. */
  readonly session: string | null
}

/** Notes a claim. A unique index refuses a second live attempt of the same task. */
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

/** The attempt that claims or runs a task now. */
export async function liveAttemptOf({ db, company }: Reader, task: string): Promise<AttemptRow | undefined> {
  return db
    .selectFrom('attempt')
    .selectAll()
    .where('task', '=', task)
    .where('company', '=', company)
    .where('state', 'in', live)
    .executeTakeFirst()
}

/** claimed → running. False where it is claimed no longer. */
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

/** An attempt that repeats the last one begins where that one began, or ClearML's client would count on from where it was. */
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
  /** `aborted`: by a client's word, while the published agent ran it. */
  readonly as: TaskStatus | 'lost' | 'handed_back' | 'expired' | 'moved' | 'aborted'
  readonly reason: string
  readonly exitCode?: number | undefined
}

/** Ends a live attempt, once; its key pair ends with it. False where it had ended before. */
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

/** The attempts that an agent holds, by its own account or by ours. */
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

/** Attempts as their agent reports them, with whether each one's task waits for it since it was lost. */
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

/** lost → running, as if it had never been lost. */
export async function reviveAttempt({ db, company }: Tx, id: string, boot: string, leaseUntil: number): Promise<void> {
  await db
    .updateTable('attempt')
    .set({ state: 'running', ended: null, ended_as: null, reason: '', boot, lease_until: leaseUntil })
    .where('id', '=', id)
    .where('company', '=', company)
    .where('state', '=', 'lost')
    .execute()
}

/** Whether a running attempt counts against the slots of its agent. */
export function holdsSlot({ state, lane }: Pick<AttemptRow, 'state' | 'lane'>): boolean {
  return state === 'running' && lane === 'step'
}

/** The attempt goes on without its slot, among the uncounted ones of its agent. */
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

/** Gives running attempts another end of their lease: those that the query is narrowed to. */
function withLease({ db, company }: Tx, leaseUntil: number) {
  return db.updateTable('attempt').set({ lease_until: leaseUntil }).where('company', '=', company).where('state', '=', 'running')
}

/** Answers which of them run still. */
export async function renewLeases(scope: Tx, ids: readonly string[], boot: string | null, leaseUntil: number): Promise<readonly string[]> {
  if (ids.length === 0) return []
  const rows = await withLease(scope, leaseUntil).set({ boot }).where('id', 'in', ids).returning('id').execute()
  return rows.map(({ id }) => id)
}

/** A sign of life of a stock agent's task. */
export async function renewStockLease(scope: Tx, task: string, leaseUntil: number, worker?: string): Promise<void> {
  await withLease(scope, leaseUntil)
    .$if(worker !== undefined, (query) => query.set({ worker, agent: worker }))
    .where('task', '=', task)
    .where('kind', '=', 'stock')
    .execute()
}

/** A sign of life of a stock agent's task from its own process: it counts as long as the task runs and nobody has asked it to stop. */
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

/** A live attempt has until then to be ended, and no longer. */
export async function shortenLease(scope: Tx, attempt: string, leaseUntil: number): Promise<void> {
  await withLease(scope, leaseUntil).where('id', '=', attempt).where('lease_until', '>', leaseUntil).execute()
}

/** Attempts whose claim was never confirmed, or whose lease has run out. Over all companies. */
export async function expiredAttempts(scope: Reader & Clock): Promise<readonly Pick<AttemptRow, 'id' | 'company'>[]> {
  return expired(scope).select(['id', 'company']).orderBy('id').limit(500).execute()
}

/** One of them, if it still is one. In PostgreSQL nobody renews it before the transaction ends; SQLite has one writer. */
export async function holdExpired(scope: Reader & Clock, id: string): Promise<AttemptRow | undefined> {
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

/** How many attempts of a task were lost since one last ended in another way. */
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

/** The last attempt at a task that a session has claimed. */
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

/** lost → ended, for an attempt that turns out to have completed its task. */
export async function completeLostAttempt({ db }: Tx, id: string, reason: string): Promise<void> {
  await db
    .updateTable('attempt')
    .set({ state: 'ended', ended_as: 'completed', reason })
    .where('id', '=', id)
    .where('state', '=', 'lost')
    .execute()
}

/** Until when claims and leases last that are granted their full time. */
export interface FullTerms {
  readonly confirmBy: number
  readonly leaseUntil: Readonly<Record<AttemptRow['kind'], number>>
}

/** Gives every claim and lease its full time again, and every worker. Over all companies. */
export async function grantFullTerms({ db, tick }: Tx, { confirmBy, leaseUntil }: FullTerms): Promise<void> {
  await db.updateTable('attempt').set({ confirm_by: confirmBy }).where('state', '=', 'claimed').execute()
  for (const kind of ['own', 'stock'] as const)
    await db.updateTable('attempt').set({ lease_until: leaseUntil[kind] }).where('state', '=', 'running').where('kind', '=', kind).execute()
  await db.updateTable('worker').set({ seen: tick() }).where('seen', '>', 0).execute()
}

/** How attempts and their tasks stand, for those who decide which attempts have to stop. */
export async function attemptStandings({ db, company }: Reader, ids: readonly string[]) {
  return db
    .selectFrom('attempt as a')
    .innerJoin('task as t', 't.id', 'a.task')
    .select(['a.id', 'a.state', 't.status', 't.status_changed', 't.stop_requested'])
    .where('a.company', '=', company)
    .where('a.id', 'in', ids)
    .execute()
}

/** How the attempt of that number ended; undefined where there is none or it has not ended. */
export async function endOfAttemptNumber({ db }: Pick<Reader, 'db'>, task: string, number: number): Promise<string | undefined> {
  const row = await db.selectFrom('attempt').select('ended_as').where('task', '=', task).where('number', '=', number).executeTakeFirst()
  return row?.ended_as ?? undefined
}

/** The last attempt of the published agent at a task. */
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
