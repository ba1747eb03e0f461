import type { OverlapPolicy } from '@clearway/contract'

/** How many due times of a schedule may wait for the task before them. */
const mostWaiting = 100

export type OverlapDecision = 'start' | 'stop-and-start' | 'wait' | { readonly skip: string }

/** Decides what happens at a due time, from the tasks of the schedule that have not ended and the due times that wait already. */
export function decideOverlap(
  policy: OverlapPolicy,
  { running, waiting }: { readonly running: readonly { readonly name: string }[]; readonly waiting: number },
): OverlapDecision {
  if (policy === 'queue') {
    if (running.length === 0 && waiting === 0) return 'start'
    return waiting < mostWaiting ? 'wait' : { skip: `${mostWaiting} due times wait already` }
  }
  if (running.length === 0 || policy === 'allow') return 'start'
  return policy === 'stop-previous' ? 'stop-and-start' : { skip: `the task ‘${running[0]?.name}’ before it has not ended` }
}
