import type { RunHead, StepView } from '@clearway/contract'
import { hasEnded } from '@clearway/contract/status'

/** Why a run cannot be repeated from a step, as a sentence for people; undefined if it can. */
export function retryFromRefusal(
  { name, status }: Pick<StepView, 'name' | 'status'>,
  { status: runStatus, takes_code: isOwn }: Pick<RunHead, 'status' | 'takes_code'>,
): string | undefined {
  if (status === 'pending') return `${name} has not begun yet.`
  if (status === 'queued' || status === 'running') return `${name} has not ended yet.`
  if (!isOwn && !hasEnded(runStatus)) return 'The program of this pipeline starts its steps: they are repeated once the run has ended.'
  return undefined
}
