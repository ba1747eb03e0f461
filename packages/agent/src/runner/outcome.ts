import type { RequestOf, workers } from '@clearway/contract'
import { describeExit, type Ending } from '@clearway/runtime'
import type { Intent } from '../attempts/lease-record.ts'

/** What the server is told of an attempt's end. */
export type Report =
  | ({ readonly action: 'end' } & Pick<RequestOf<typeof workers.end>, 'outcome' | 'reason' | 'exit_code'>)
  | { readonly action: 'hand_back'; readonly reason: string; readonly needsSlot: boolean }

/** What we meant to happen comes before how the processes took it: a stopped program may end with any code, 0 included. */
export function reportOf(ending: Ending, intent: Intent | undefined): Report {
  const exit = ending.how === 'exited' ? { exit_code: ending.code } : {}
  if (intent?.outcome === 'handed_back') return { action: 'hand_back', reason: intent.reason, needsSlot: intent.needsSlot === true }
  if (intent?.outcome === 'failed') return { action: 'end', outcome: 'failed', reason: intent.reason }
  if (intent?.outcome === 'stopped') return { action: 'end', outcome: 'stopped', reason: intent.reason, ...exit }
  if (intent?.outcome === 'lost') return { action: 'end', outcome: 'lost', reason: intent.reason }
  if (ending.how === 'lost') return { action: 'end', outcome: 'lost', reason: ending.reason }
  if (ending.code === 0) return { action: 'end', outcome: 'completed', reason: '', ...exit }
  return { action: 'end', outcome: 'failed', reason: describeExit(ending.code), ...exit }
}
