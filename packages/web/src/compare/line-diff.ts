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

/** How many lines only one of two texts has. */
export function differingLines(lines: readonly DiffLine[]): number {
  return lines.filter(({ left, right }) => left === undefined || right === undefined).length
}
