import type { PipelineSummary } from '@clearway/contract'

/** How many of the runs that completed or failed completed, as a text, and what it is made of; undefined if none did either. */
export function rateOf({ ended, completed, failed }: Pick<PipelineSummary, 'ended' | 'completed' | 'failed'>) {
  const decided = completed + failed
  if (decided === 0) return undefined
  const others = ended - decided
  const parts = [`${completed} completed`, `${failed} failed`, ...(others === 0 ? [] : [`${others} aborted or closed, which do not count`])]
  return { text: `${Math.floor((100 * completed) / decided)} %`, why: `Of the last ${ended} runs that ended: ${parts.join(', ')}` }
}
