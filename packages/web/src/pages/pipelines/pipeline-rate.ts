import type { PipelineSummary } from '@clearway/contract'

/** The share of completed runs among those that completed or failed, as a text, and its numbers; undefined if no run has done either. */
export function rateOf({ ended, completed, failed }: Pick<PipelineSummary, 'ended' | 'completed' | 'failed'>) {
  const decided = completed + failed
  if (decided === 0) return undefined
  const others = ended - decided
  const parts = [`${completed} completed`, `${failed} failed`, ...(others === 0 ? [] : [`${others} aborted or closed, which do not count`])]
  return { text: `${Math.floor((100 * completed) / decided)} %`, why: `Of the last ${ended} runs that ended: ${parts.join(', ')}` }
}
