import type { Lane, TaskStatus } from '@clearway/contract'
import type { Reader, Tx } from '../../scope.ts'
import type { AttemptTable } from '../schema.ts'

const live = ['claimed', 'running'] as const

export type AttemptRow = AttemptTable

export interface NewAttempt {
  readonly task: string
  readonly queue: string
  /** When the task had come into the queue. */
  readonly queued: number
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
export async function addAttempt(scope: Tx, { confirmBy, ...attempt }: NewAttempt): Promise<AttemptRow> {
  return scope.db
    .insertInto('attempt')
    .values((eb) => ({
      ...attempt,
      id: scope.newId(),
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
    .returningAll()
    .executeTakeFirstOrThrow()
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
