import { authorizeWorker } from '../auth/authorize.ts'
import { agentsNamed, setDrained } from '../db/tables/drained-agents.ts'
import { ActionError } from '../errors.ts'
import type { CallTx } from '../context.ts'

/**
 * Lets an agent take no further tasks, or take tasks again; what runs goes on. `worker`: the agent's id, or that of one of its workers. Answers whether
 * that changed anything.
 */
export async function drainWorker(tx: CallTx, worker: string, isDrained: boolean): Promise<boolean> {
  const agents = await agentsNamed(tx, worker)
  if (agents.length === 0) throw new ActionError('worker_not_found', { worker })
  // A published agent does not name itself when it asks for a task.
  if (agents.some(({ kind }) => kind === 'stock')) throw new ActionError('worker_not_drainable', { worker })
  authorizeWorker(
    tx,
    worker,
    agents.map(({ user }) => user),
  )
  let isChanged = false
  for (const agent of agents) isChanged = (await setDrained(tx, agent, isDrained)) || isChanged
  if (isChanged && !isDrained) tx.notify('work')
  return isChanged
}
