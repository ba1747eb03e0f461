/** A line of two texts beside each other: of both, or of one alone. Numbers count from 1. */
export interface DiffLine {
  readonly text: string
  readonly left: number | undefined
  readonly right: number | undefined
}
/** With more differences than this the middle of the texts counts as replaced, so that a page never hangs. */
const mostDifferences = 1500

/** The lines of two texts with the fewest that only one of them has (the algorithm of Myers, 1986). */
export function diffLines(left: readonly string[], right: readonly string[]): readonly DiffLine[] {
  let start = 0
  while (start < left.length && start < right.length && left[start] === right[start]) start += 1
  let end = 0
  while (end < left.length - start && end < right.length - start && left[left.length - 1 - end] === right[right.length - 1 - end]) end += 1
  const lines: DiffLine[] = []
  const both = (from: number, to: number, count: number): void => {
    for (let at = 0; at < count; at++) lines.push({ text: left[from + at] ?? '', left: from + at + 1, right: to + at + 1 })
  }
  both(0, 0, start)
  lines.push(...middle(left.slice(start, left.length - end), right.slice(start, right.length - end), start))
  both(left.length - end, right.length - end, end)
  return lines
}

function middle(left: readonly string[], right: readonly string[], offset: number): readonly DiffLine[] {
  const steps = stepsOf(left, right)
  const lines: DiffLine[] = []
  let [x, y] = [0, 0]
  for (const step of steps ?? [...left.map(() => 'left' as const), ...right.map(() => 'right' as const)]) {
    const text = (step === 'right' ? right[y] : left[x]) ?? ''
    if (step !== 'right') x += 1
    if (step !== 'left') y += 1
    lines.push({ text, left: step === 'right' ? undefined : x + offset, right: step === 'left' ? undefined : y + offset })
  }
  return lines
}

type Step = 'left' | 'right' | 'both'

/** From which text each line comes; undefined if the texts differ in too many lines. */
function stepsOf(left: readonly string[], right: readonly string[]): readonly Step[] | undefined {
  const [n, m] = [left.length, right.length]
  const most = Math.min(n + m, mostDifferences)
  const reach = new Int32Array(2 * most + 3)
  const traces: Int32Array[] = []
  for (let differences = 0; differences <= most; differences++) {
    traces.push(reach.slice(most + 1 - differences - 1, most + 1 + differences + 2))
    for (let k = -differences; k <= differences; k += 2) {
      const at = most + 1 + k
      const [below = 0, above = 0] = [reach[at + 1], reach[at - 1]]
      let x = k === -differences || (k !== differences && above < below) ? below : above + 1
      while (x < n && x - k < m && left[x] === right[x - k]) x += 1
      reach[at] = x
      if (x >= n && x - k >= m) return backward(traces, n, m)
    }
  }
  return undefined
}

/** Goes back from the end of both texts to their beginning, by what was reached with each number of differences. */
function backward(traces: readonly Int32Array[], n: number, m: number): readonly Step[] {
  const steps: Step[] = []
  let [x, y] = [n, m]
  for (let differences = traces.length - 1; differences >= 0; differences--) {
    const trace = traces[differences]
    const reached = (k: number): number => trace?.[k + differences + 1] ?? 0
    const k = x - y
    const isDown = k === -differences || (k !== differences && reached(k - 1) < reached(k + 1))
    const from = isDown ? k + 1 : k - 1
    const fromX = differences === 0 ? 0 : reached(from)
    const fromY = differences === 0 ? 0 : fromX - from
    while (x > fromX && y > fromY) {
      steps.push('both')
      x -= 1
      y -= 1
    }
    if (differences > 0) steps.push(isDown ? 'right' : 'left')
    ;[x, y] = [fromX, fromY]
  }
  return steps.toReversed()
}

/** How many lines only one of two texts has. */
export function differingLines(lines: readonly DiffLine[]): number {
  return lines.filter(({ left, right }) => left === undefined || right === undefined).length
}
