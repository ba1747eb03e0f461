import type { Call } from './call.ts'
import { isFailed } from './failure-of.ts'

/**
 * The first failed step that nobody handles: the body waited neither for that step nor for one that was skipped because of it, and no step has run that
 * joins whatever of its parents has completed.
 */
export function unhandledFailure(calls: readonly Call[], callOf: (step: string) => Call | undefined): Call | undefined {
  const handled = new Set<Call>()
  const handle = (call: Call): void => {
    if (handled.has(call)) return
    handled.add(call)
    if (call.end?.status === 'skipped') handleParents(call)
  }
  const handleParents = ({ end }: Call): void => {
    for (const parent of end?.parents ?? []) {
      const above = callOf(parent)
      if (above !== undefined && isFailed(above.end)) handle(above)
    }
  }
  for (const call of calls) {
    if (!isFailed(call.end) && call.end?.definition.join === 'any') handleParents(call)
    else if (call.isWanted && isFailed(call.end)) handle(call)
  }
  return calls.find((call) => (call.end?.status === 'failed' || call.end?.status === 'aborted') && !handled.has(call))
}
