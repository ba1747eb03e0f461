// Written out, because the contract's schemas take longer to load than most commands take to run; `satisfies` finds a difference.
import type { MissedPolicy, OverlapPolicy } from '@clearway/contract'

export const missedPolicies = ['skip', 'run-once', 'run-all'] as const satisfies readonly MissedPolicy[]
export const overlapPolicies = ['allow', 'skip', 'stop-previous', 'queue'] as const satisfies readonly OverlapPolicy[]
