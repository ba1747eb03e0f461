import type { StepView, WaitingTask } from '@clearway/contract'

/** Who held the slot for which a step waited, or holds the one for which it waits now, in words; undefined if nobody is known. */
export function heldBy({ status, task, waited_for: holder }: StepView, waiting: ReadonlyMap<string, WaitingTask>): string | undefined {
  if (status === 'queued') {
    const [first, ...others] = waiting.get(task ?? '')?.wait.held_by ?? []
    return first === undefined ? undefined : `held by ${first.name}${others.length === 0 ? '' : ` and ${others.length} more`}`
  }
  if (holder === undefined) return undefined
  return `held by ${holder.name}${holder.run === undefined ? '' : ` of ${holder.run.name}`}`
}
