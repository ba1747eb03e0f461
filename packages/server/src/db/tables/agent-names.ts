import type { Reader, Tx } from '../../scope.ts'
import { ActionError } from '../../errors.ts'
import { isPostgres } from '../connection/dialect.ts'
import { defined } from '../../defined.ts'

/** One process of an agent. `home` is its work folder, which only one process can hold. */
export interface AgentProcess {
  readonly agent: string
  readonly boot: string
  readonly home: string
  readonly host: string
  readonly pid: number
}

/** How long a name must stay taken after a poll: longer than a poll for work, the delay of its answer and the pause before the next poll. */
const aliveMilliseconds = 40_000
/** How much longer the name is stored as taken, so that not every poll has to write. */
const aheadMilliseconds = 30_000

/**
 * Records which process holds an agent's name. Another process is refused while the first one is alive. A new process with the same work folder takes
 * the name over at once: it holds the folder's lock, so the earlier process has ended.
 */
export async function holdName(tx: Tx, agent: AgentProcess): Promise<void> {
  const { db, company, tick } = tx
  const alive = tick() + aliveMilliseconds
  const holder = await readHolder(tx, agent.agent)
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

/**
 * Releases the name when the connection of the process has broken: the process has ended, or takes the name again with its next poll. Without `boot`,
 * releases it whichever process holds it.
 */
export async function releaseName({ db, company }: Tx, agent: string, boot?: string): Promise<void> {
  await db
    .updateTable('agent_name')
    .set({ held_until: 0 })
    .where('company', '=', company)
    .where('agent', '=', agent)
    .$if(boot !== undefined, (query) => query.where('boot', '=', defined(boot)))
    .execute()
}
