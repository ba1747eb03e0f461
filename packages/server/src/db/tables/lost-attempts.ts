import type { Reader, Tx } from '../../scope.ts'

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

/** Moves an attempt from lost to ended, because the attempt has completed its task after all. */
export async function completeLostAttempt({ db }: Tx, id: string, reason: string): Promise<void> {
  await db
    .updateTable('attempt')
    .set({ state: 'ended', ended_as: 'completed', reason })
    .where('id', '=', id)
    .where('state', '=', 'lost')
    .execute()
}
