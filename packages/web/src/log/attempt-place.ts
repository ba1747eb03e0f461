import type { TaskAttempt } from '@clearway/contract'

/** The place of an attempt among those at the tasks of a step, from 1, by which addresses name it; undefined for what no attempt wrote. */
export function attemptPlace(attempts: readonly Pick<TaskAttempt, 'task' | 'number'>[], task: string, number: number): number | undefined {
  const index = attempts.findIndex((attempt) => attempt.task === task && attempt.number === number)
  return index === -1 ? undefined : index + 1
}
