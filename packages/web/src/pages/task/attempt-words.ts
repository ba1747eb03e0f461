import type { TaskAttempt } from '@clearway/contract'

/** An attempt among those that are listed. */
export interface NumberedAttempt {
  readonly attempt: TaskAttempt
  readonly name: string
  readonly key: string
}

export function attemptName(index: number): string {
  return `Attempt ${index + 1}`
}

/** Identifies an attempt among those of several tasks. */
export function attemptKey({ task, number }: Pick<TaskAttempt, 'task' | 'number'>): string {
  return `${task}/${number}`
}

/** The state by whose shape an attempt is shown. */
export function stateOfAttempt({ state, outcome }: Pick<TaskAttempt, 'state' | 'outcome'>): string {
  if (state !== 'ended') return state === 'running' ? 'running' : 'queued'
  if (outcome === 'completed' || outcome === 'failed') return outcome
  // A lost, moved or returned attempt has no result: its task is queued again.
  return 'stopped'
}
