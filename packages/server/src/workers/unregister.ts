import { releaseName } from '../db/tables/agent-names.ts'
import { deleteWorkers } from '../db/tables/workers.ts'
import type { Actor } from '../scope.ts'

/** Deletes a worker, or all workers of an agent, and releases the agent's name. An unknown one is no error. */
export async function unregisterWorker(tx: Actor, worker: string): Promise<void> {
  await deleteWorkers(tx, { id: worker })
  await deleteWorkers(tx, { agent: worker })
  await releaseName(tx, worker)
}
