import type { TaskStatus } from './status.ts'

/**
 * The word that people read for each state of a task, a step or an attempt: the same on the command line and on every page. The keys are the names on
 * the wire.
 */
export const stateWords = {
  created: 'draft',
  pending: 'pending',
  queued: 'queued',
  in_progress: 'running',
  running: 'running',
  stopped: 'aborted',
  aborted: 'aborted',
  closed: 'closed',
  failed: 'failed',
  completed: 'completed',
  publishing: 'publishing',
  published: 'published',
  cached: 'cached',
  skipped: 'skipped',
  lost: 'lost',
  returned: 'returned',
  stalled: 'stalled',
} as const satisfies Readonly<Record<TaskStatus, string> & Record<string, string>>
export type State = keyof typeof stateWords

/** The word for a state; one that is not in the table is its own word. */
export function stateWord(state: string): string {
  return (stateWords as Readonly<Record<string, string>>)[state] ?? state.replaceAll('_', ' ')
}
