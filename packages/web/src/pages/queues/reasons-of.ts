import type { WaitReason } from '@clearway/contract'

/** How many tasks wait for each reason, the most frequent first: `38 busy · 2 unserved`; empty if no reason is known. */
export function reasonsOf(reasons: readonly (WaitReason | undefined)[]): string {
  const groups = Map.groupBy(
    reasons.filter((reason) => reason !== undefined),
    (reason) => reason,
  )
  return [...groups]
    .toSorted(([, one], [, other]) => other.length - one.length)
    .map(([reason, of]) => `${of.length} ${reason}`)
    .join(' · ')
}
