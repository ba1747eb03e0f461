import type { Lease, RequestOf, workers } from '@clearway/contract'
import { describeExit, type Ending, Redactor, UnsupportedTask } from '@clearway/runtime'
import type { Intent } from '../attempts/lease-record.ts'

/** How an attempt's end is reported to the server. */
export type Report =
  | ({ readonly action: 'end' } & Pick<RequestOf<typeof workers.end>, 'outcome' | 'reason' | 'exit_code'>)
  | { readonly action: 'hand_back'; readonly reason: string; readonly needsSlot: boolean }

/** The intent decides before the exit code does: a stopped program may end with any code, 0 included. */
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

/** What happens with an attempt whose set-up failed: a slot may succeed where the light lane does not, unless no lane can run the task. */
export function afterFailedSetUp(error: unknown, lane: Lease['lane']): Intent {
  const reason = `set-up failed: ${error instanceof Error ? error.message : String(error)}`
  const mayRunInSlot = lane === 'light' && !(error instanceof UnsupportedTask)
  return mayRunInSlot ? { outcome: 'handed_back', reason, needsSlot: true } : { outcome: 'failed', reason }
}

const longestReason = 2000

/** The report with secrets masked in its reason, which is cut to what the server stores. */
export function redacted(report: Report, secrets: readonly string[]): Report {
  if (report.reason === '') return report
  return { ...report, reason: new Redactor(secrets).redact(report.reason).slice(0, longestReason) }
}
