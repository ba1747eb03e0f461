import type { StepGroup } from './groups.ts'

interface Props {
  readonly group: StepGroup
  /** The upper left corner of the first box of the group. */
  readonly x: number
  readonly y: number
  /** How many tabs stand at the same box already. */
  readonly above: number
  readonly onFold: (group: StepGroup) => void
}

/** A button before the first box of an open group, which folds the group. The key for that is `o`, so the tab key does not stop here. */
export function FoldTab({ group, x, y, above, onFold }: Props) {
  return (
    <button
      type="button"
      className="fold-tab"
      tabIndex={-1}
      aria-label={`${group.label}: fold its ${group.members.length} steps`}
      title={`Fold the ${group.members.length} steps of ${group.label}`}
      style={{ translate: `${x - 34}px ${y - 18 - above * 28}px` }}
      onClick={() => onFold(group)}
    >
      <span aria-hidden="true">−</span>
    </button>
  )
}
