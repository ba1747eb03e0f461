import type { StepGroup } from './groups.ts'

/** Which groups of a run are folded otherwise than they are at first, by their keys, as the address has them. */
export interface FoldChoice {
  readonly open?: readonly string[] | undefined
  readonly folded?: readonly string[] | undefined
}

/** A larger group begins folded: this many boxes fit below each other into a frame of usual height. */
const mostOpen = 8
/** A run with more steps begins with its stages folded. */
const mostWithOpenStages = 150

/** Whether a group is folded: as somebody chose, and at first where it would hide the rest of the run. */
export function isGroupFolded({ open = [], folded = [] }: FoldChoice, { key, kind, members }: StepGroup, steps: number): boolean {
  if (open.includes(key)) return false
  return folded.includes(key) || (kind === 'map' ? members.length > mostOpen : steps > mostWithOpenStages)
}

/** The choice in which a group is folded or open, others as before. */
export function withFolded(
  choice: FoldChoice,
  group: StepGroup,
  { isFolded, steps }: { readonly isFolded: boolean; readonly steps: number },
): FoldChoice {
  const without = (keys: readonly string[] = []): string[] => keys.filter((key) => key !== group.key)
  const rest = { open: without(choice.open), folded: without(choice.folded) }
  if (isGroupFolded(rest, group, steps) !== isFolded) rest[isFolded ? 'folded' : 'open'].push(group.key)
  return { open: rest.open.length === 0 ? undefined : rest.open, folded: rest.folded.length === 0 ? undefined : rest.folded }
}

/** The keys in an address. */
export function keysIn(given: unknown): readonly string[] | undefined {
  const keys = Array.isArray(given) ? given.filter((key) => typeof key === 'string') : []
  return keys.length === 0 ? undefined : keys
}
