import type { AttemptOutcome, Lane } from '@clearway/contract'
import { sql } from 'kysely'
import { defined } from '../../defined.ts'
import type { Reader, Tx } from '../../scope.ts'
import { dialectOf } from '../connection/dialect.ts'
import type { AttemptTable } from '../schema.ts'
import { inList } from '../sql/in-list.ts'
import { type Given, hasChanged, prepared, preparedRead } from '../sql/prepared.ts'

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
  /** The session in which a published agent took the task. */
  readonly session: string | null
}

/** Adds an attempt for a claim. A unique index refuses a second live attempt of the same task. */
export async function addAttempt(tx: Tx, { confirmBy, ...attempt }: NewAttempt): Promise<AttemptRow> {
  const { company } = tx
  const values = { ...attempt, id: tx.newId(), company, claimed: tx.now(), confirm_by: confirmBy }
  return defined((await insertAttempt(tx.db, values)).rows[0])
}

interface AttemptValues extends Omit<NewAttempt, 'confirmBy'> {
  readonly id: string
  readonly company: string
  readonly claimed: number
  readonly confirm_by: number
}

const insertAttempt = prepared((db, given: Given<AttemptValues>) =>
  db
    .insertInto('attempt')
    .values(
      (eb) =>
        ({
          id: given('id'),
          company: given('company'),
          task: given('task'),
          queue: given('queue'),
          queued: given('queued'),
          worker: given('worker'),
          agent: given('agent'),
          boot: given('boot'),
          home: given('home'),
          kind: given('kind'),
          lane: given('lane'),
          slot: given('slot'),
          session: given('session'),
          number: eb
            .selectFrom('attempt')
            .select((a) => a(a.fn.coalesce(a.fn.max('number'), a.val(0)), '+', 1).as('n'))
            .where('task', '=', given('task')),
          state: 'claimed' as const,
          claimed: given('claimed'),
          started: null,
          ended: null,
          confirm_by: given('confirm_by'),
          lease_until: null,
          ended_as: null,
          exit_code: null,
          begin_iteration: 0,
          reason: '',
        }) satisfies Record<keyof AttemptRow, unknown>,
    )
    .returningAll()
    .compile(),
)

export async function findAttempt({ db, company }: Reader, id: string): Promise<AttemptRow | undefined> {
  return (await attemptById(db, { id, company })).rows[0]
}

const attemptById = preparedRead((db, given: Given<{ id: string; company: string }>) =>
  db.selectFrom('attempt').selectAll().where('id', '=', given('id')).where('company', '=', given('company')).compile(),
)

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
  return hasChanged(await setRunning(db, { id, company, started: now(), leaseUntil }))
}

const setRunning = prepared((db, given: Given<{ id: string; company: string; started: number; leaseUntil: number }>) =>
  db
    .updateTable('attempt')
    .set((eb) => ({
      state: 'running',
      started: given('started'),
      confirm_by: null,
      lease_until: given('leaseUntil'),
      begin_iteration: eb.fn.coalesce(eb.selectFrom('task').select('last_iteration').whereRef('task.id', '=', 'attempt.task'), eb.val(0)),
    }))
    .where('id', '=', given('id'))
    .where('company', '=', given('company'))
    .where('state', '=', 'claimed')
    .compile(),
)

export interface AttemptEnd {
  readonly as: AttemptOutcome
  readonly reason: string
  readonly exitCode?: number | undefined
}

/** Ends a live attempt and revokes its key pair. False if the attempt had already ended. */
export async function endAttempt({ db, company, now }: Tx, id: string, { as, reason, exitCode }: AttemptEnd): Promise<boolean> {
  const state = as === 'lost' ? 'lost' : 'ended'
  return hasChanged(await setEnded(db, { id, company, state, ended: now(), as, reason, exitCode: exitCode ?? null }))
}

interface EndValues extends Omit<AttemptEnd, 'exitCode'> {
  readonly id: string
  readonly company: string
  readonly state: 'lost' | 'ended'
  readonly ended: number
  readonly exitCode: number | null
}

const setEnded = prepared((db, given: Given<EndValues>) =>
  db
    .updateTable('attempt')
    .set((eb) => ({
      state: eb
        .case()
        .when('ended_as', 'is', null)
        .then(given('state'))
        .else(eb.val('ended' as const))
        .end(),
      ended: given('ended'),
      reason: eb.case().when('ended_as', 'is', null).then(given('reason')).else(eb.ref('reason')).end(),
      ended_as: eb.fn.coalesce('ended_as', given('as')),
      exit_code: given('exitCode'),
      confirm_by: null,
      lease_until: null,
    }))
    .where('id', '=', given('id'))
    .where('company', '=', given('company'))
    .where('state', 'in', live)
    .compile(),
)

/**
 * Records on a task's running attempt how its own code ended the task, because the task is about to get another status. It counts as the attempt's end,
 * whatever ends its processes.
 */
export async function recordOwnEnd({ db, company }: Tx, task: string, { as, reason }: Pick<AttemptEnd, 'as' | 'reason'>): Promise<void> {
  await db
    .updateTable('attempt')
    .set({ ended_as: as, reason })
    .where('task', '=', task)
    .where('company', '=', company)
    .where('state', '=', 'running')
    .execute()
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

/**
 * Deletes the attempts of a task that is deleted, with their key pairs and sessions. An agent that still runs one is told that the server does not know
 * it, and stops it.
 */
export async function deleteAttempts({ db, notify }: Tx, task: string): Promise<void> {
  const deleted = await db.deleteFrom('attempt').where('task', '=', task).returning('id').execute()
  if (deleted.length === 0) return
  const ids = inList(
    sql.ref('attempt'),
    deleted.map(({ id }) => id),
    dialectOf(db),
  )
  await db.deleteFrom('session').where(ids).execute()
  await db.deleteFrom('credential').where(ids).execute()
  notify('revoked')
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
