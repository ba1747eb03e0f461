import type { DiffLine } from './line-diff.ts'

/** A stretch of lines, or how many equal ones are left out between two of them. */
export type Stretch = { readonly lines: readonly DiffLine[] } | { readonly leftOut: number }

/** Leaves out equal lines that are farther than `around` lines from a difference. */
export function fold(lines: readonly DiffLine[], around = 3): readonly Stretch[] {
  const isNear = Array.from({ length: lines.length }, () => false)
  for (const [index, { left, right }] of lines.entries())
    if (left === undefined || right === undefined)
      for (let at = Math.max(0, index - around); at <= Math.min(lines.length - 1, index + around); at++) isNear[at] = true
  const stretches: Stretch[] = []
  for (let from = 0; from < lines.length;) {
    let to = from
    while (to < lines.length && isNear[to] === isNear[from]) to += 1
    stretches.push(isNear[from] === true ? { lines: lines.slice(from, to) } : { leftOut: to - from })
    from = to
  }
  return stretches
}

/** A row of two texts side by side: a line of each, where both have one. */
export interface SideBySide {
  readonly left: DiffLine | undefined
  readonly right: DiffLine | undefined
}

/** Puts lines that only one text has beside those that only the other has in their place. */
export function sideBySide(lines: readonly DiffLine[]): readonly SideBySide[] {
  const rows: SideBySide[] = []
  let [gone, come]: [DiffLine[], DiffLine[]] = [[], []]
  const flush = (): void => {
    for (let at = 0; at < Math.max(gone.length, come.length); at++) rows.push({ left: gone[at], right: come[at] })
    ;[gone, come] = [[], []]
  }
  for (const line of lines) {
    if (line.left === undefined) come.push(line)
    else if (line.right === undefined) gone.push(line)
    else {
      flush()
      rows.push({ left: line, right: line })
    }
  }
  flush()
  return rows
}
