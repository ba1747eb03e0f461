import type { Reader, Tx } from '../../scope.ts'
import { ActionError } from '../../errors.ts'
import { isPostgres } from '../connection/dialect.ts'

/** One start of an agent. `home` is the work folder, which only one process can have. */
export interface AgentProcess {
  readonly agent: string
  readonly boot: string
  readonly home: string
  readonly host: string
  readonly pid: number
}

/** Longer than a poll for work, its answer's delay and the pause before the next one. */
const aliveMilliseconds = 40_000
/** So much longer is noted at once, so that not every poll has to write. */
const aheadMilliseconds = 30_000

/**
 * Notes who bears an agent's name. Another one is refused as long as the first lives. A new start in the same work folder takes its place at
 * once: the folder's lock says that the one before is gone.
 */
export async function holdName(scope: Tx, agent: AgentProcess): Promise<void> {
  const { db, company, tick } = scope
  const alive = tick() + aliveMilliseconds
  const holder = await readHolder(scope, agent.agent)
  if (holder !== undefined && holder.home !== agent.home && holder.boot !== agent.boot && holder.held_until > tick())
    throw new ActionError('agent_name_taken', { agent: agent.agent, host: holder.host, pid: holder.pid })
  if (holder?.boot === agent.boot && holder.held_until >= alive) return
  const set = { ...agent, held_until: alive + aheadMilliseconds }
  await db
    .insertInto('agent_name')
    .values({ ...set, company })
    .onConflict((c) => c.columns(['company', 'agent']).doUpdateSet(set))
    .execute()
}

async function readHolder({ db, company }: Reader, agent: string) {
  return db
    .selectFrom('agent_name')
    .selectAll()
    .where('company', '=', company)
    .where('agent', '=', agent)
    .$if(isPostgres(db), (query) => query.forUpdate())
    .executeTakeFirst()
}

/** The connection of that start has broken: it has ended, or is back with its next poll. Without `boot`, whoever bears the name. */
export async function releaseName({ db, company }: Tx, agent: string, boot?: string): Promise<void> {
  await db
    .updateTable('agent_name')
    .set({ held_until: 0 })
    .where('company', '=', company)
    .where('agent', '=', agent)
    .$if(boot !== undefined, (query) => query.where('boot', '=', boot!))
    .execute()
}
