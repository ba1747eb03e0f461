import type { StepView } from '@clearway/contract'

/** The tasks that a step has had one after the other; the last is its present one, if it has one. */
export function stepTasks({ tries = [], task }: Pick<StepView, 'tries' | 'task'>): string[] {
  return [...new Set([...tries.map((one) => one.task), ...(task === undefined ? [] : [task])])]
}
