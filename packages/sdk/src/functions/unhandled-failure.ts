import type { Call } from './call.ts'
import { isFailed } from './failure-of.ts'

/** The first failed step that the body never learned of: it waited neither for that step nor for one that was skipped because of it. */
export function unhandledFailure(calls: readonly Call[], callOf: (step: string) => Call | undefined): Call | undefined {
  const handled = new Set<Call>()
  const handle = (call: Call): void => {
    if (handled.has(call)) return
    handled.add(call)
    for (const parent of call.end?.parents ?? []) {
      const above = callOf(parent)
      if (call.end?.status === 'skipped' && above !== undefined && isFailed(above.end)) handle(above)
    }
  }
  for (const call of calls) if (call.isWanted && isFailed(call.end)) handle(call)
  return calls.find((call) => (call.end?.status === 'failed' || call.end?.status === 'aborted') && !handled.has(call))
}
