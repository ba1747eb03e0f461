import { type RawBuilder, sql, type SqlBool } from 'kysely'
import type { Actor, Reader, Tx } from '../../scope.ts'
import { type Given, preparedRead } from '../sql/prepared.ts'

/** An agent, identified among those of all users. */
export interface OwnedAgent {
  readonly user: string
  readonly agent: string
}

/** Whether the agent of a worker is drained. `alias` is that of the table `worker`. */
export function isDrained(alias: string): RawBuilder<SqlBool> {
  const [company, user, agent] = ['company', 'user', 'agent'].map((column) => sql.ref(`${alias}.${column}`))
  return sql<SqlBool>`exists (select 1 from drained_agent d where d.company = ${company} and d."user" = ${user} and d.agent = ${agent})`
}

/** Whether the calling user's agent is drained. */
export async function isAgentDrained(
  { db, company, user }: Pick<Actor, 'company' | 'user'> & Pick<Reader, 'db'>,
  agent: string,
): Promise<boolean> {
  return (await drainedAgent(db, { company, user: user.id, agent })).rows.length > 0
}

const drainedAgent = preparedRead((db, given: Given<OwnedAgent & { readonly company: string }>) =>
  db
    .selectFrom('drained_agent')
    .select('agent')
    .where('company', '=', given('company'))
    .where('user', '=', given('user'))
    .where('agent', '=', given('agent'))
    .compile(),
)

/** The agents with a worker of this id, or with this id themselves; those that are drained are found without their workers too. */
export async function agentsNamed({ db, company }: Reader, name: string) {
  const workers = await db
    .selectFrom('worker')
    .select(['user', 'agent', 'kind'])
    .distinct()
    .where('company', '=', company)
    .where((eb) => eb.or([eb('id', '=', name), eb('agent', '=', name)]))
    .execute()
  const drained = await db
    .selectFrom('drained_agent')
    .select(['user', 'agent'])
    .where('company', '=', company)
    .where('agent', '=', name)
    .execute()
  const gone = drained.filter(({ user, agent }) => !workers.some((worker) => worker.user === user && worker.agent === agent))
  return [...workers, ...gone.map((one) => ({ ...one, kind: 'own' as const }))]
}

/** Drains an agent, or lets it take tasks again. Answers whether that changed anything. */
export async function setDrained(tx: Tx, { user, agent }: OwnedAgent, drained: boolean): Promise<boolean> {
  const { db, company } = tx
  if (drained) {
    const row = { company, user, agent }
    const { numInsertedOrUpdatedRows = 0n } = await db
      .insertInto('drained_agent')
      .values(row)
      .onConflict((c) => c.doNothing())
      .executeTakeFirst()
    if (numInsertedOrUpdatedRows === 0n) return false
  } else {
    const { numDeletedRows } = await db
      .deleteFrom('drained_agent')
      .where('company', '=', company)
      .where('user', '=', user)
      .where('agent', '=', agent)
      .executeTakeFirst()
    if (numDeletedRows === 0n) return false
  }
  const workers = await db
    .selectFrom('worker')
    .select('id')
    .where('company', '=', company)
    .where('user', '=', user)
    .where('agent', '=', agent)
    .execute()
  for (const { id } of workers) tx.recordChange({ entity: 'worker', id, kind: 'edited', rev: tx.now() })
  return true
}
