import { diffArrays } from 'diff'

/** A line of two texts beside each other: of both, or of one alone. Numbers count from 1. */
export interface DiffLine {
  readonly text: string
  readonly left: number | undefined
  readonly right: number | undefined
}
/** With more differences than this all lines count as replaced, so that a page never hangs. */
const mostDifferences = 1500

/** The lines of two texts with the fewest that only one of them has. */
export function diffLines(left: readonly string[], right: readonly string[]): readonly DiffLine[] {
  const parts = diffArrays([...left], [...right], { maxEditLength: mostDifferences }) ?? [
    { value: [...left], removed: true, added: false },
    { value: [...right], removed: false, added: true },
  ]
  let [leftNumber, rightNumber] = [0, 0]
  return parts.flatMap(({ value, removed, added }) =>
    value.map((text) => ({
      text,
      left: added ? undefined : (leftNumber += 1),
      right: removed ? undefined : (rightNumber += 1),
    })),
  )
}

/** How many lines only the left one of two texts has, and how many only the right one. */
export interface LineCounts {
  readonly removed: number
  readonly added: number
}

export function countLines(lines: readonly DiffLine[]): LineCounts {
  return {
    removed: lines.filter(({ right }) => right === undefined).length,
    added: lines.filter(({ left }) => left === undefined).length,
  }
}

/** `2 lines removed, 1 added`; empty where no line differs. */
export function lineCountsText({ removed, added }: LineCounts): string {
  const parts = [[removed, 'removed'] as const, [added, 'added'] as const].filter(([count]) => count > 0)
  return parts.map(([count, verb], index) => `${count}${index > 0 ? '' : count === 1 ? ' line' : ' lines'} ${verb}`).join(', ')
}
