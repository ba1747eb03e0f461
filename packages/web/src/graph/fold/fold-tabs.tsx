import { cornerOf } from '../place-steps.ts'
import type { PlacedSteps } from '../use-placement.ts'
import { boxOfGroup } from './anchor.ts'
import { FoldTab } from './fold-tab.tsx'
import type { StepGroup } from './groups.ts'

interface Props extends PlacedSteps {
  readonly onFold: (group: StepGroup) => void
}

/** The tabs above the boxes of opened groups, which fold them. */
export function FoldTabs({ onFold, ...placed }: Props) {
  const taken = new Map<number, number>()
  return placed.open.map(({ group }) => {
    const first = boxOfGroup(placed, group.key)
    if (first === undefined) return null
    const above = taken.get(first) ?? 0
    taken.set(first, above + 1)
    return <FoldTab key={group.key} {...cornerOf(placed.placement, first)} group={group} above={above} onFold={onFold} />
  })
}
