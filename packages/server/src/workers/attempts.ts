import type { WorkerAttempt } from '@clearway/contract'
import { latestAttemptsOfAgent } from '../db/tables/past-attempts.ts'
import type { Reader } from '../scope.ts'
import { shownAttempt } from '../tasks/attempts.ts'

/** The latest attempts of an agent, the latest first. */
export async function listWorkerAttempts(reader: Reader, agent: string, limit: number): Promise<WorkerAttempt[]> {
  return (await latestAttemptsOfAgent(reader, agent, limit)).map(({ name, type, runId, runName, ...row }) => ({
    ...shownAttempt(row),
    name,
    ...(type === 'controller' && { is_run: true }),
    ...(runId !== null && { run: { id: runId, name: runName ?? runId } }),
  }))
}
