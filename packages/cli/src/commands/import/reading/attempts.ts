import type { ImportedAttempt } from '@clearway/contract'
import { attemptOutcomes } from '@clearway/contract'
import type { Source } from './source.ts'

/** The attempts at a task that have ended. An execution outside of any agent is no attempt: only the task itself shows it. */
export async function readAttempts(source: Source, task: string): Promise<ImportedAttempt[]> {
  const { attempts } = await source.read((api) => api.tasks.get_attempts({ tasks: [task] }))
  return attempts.flatMap(({ task: _, state: _state, claimed, ended, worker, lane, outcome, ...rest }) => {
    const known = attemptOutcomes.find((one) => one === outcome)
    if (rest.number === 0 || claimed === undefined || ended === undefined || known === undefined) return []
    return [{ ...rest, claimed, ended, worker: worker ?? '', lane: lane ?? 'step', outcome: known }]
  })
}
