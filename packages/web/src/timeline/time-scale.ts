/** A stretch of time. In ms since the epoch. */
export interface Span {
  readonly from: number
  readonly to: number
}

export function isSameSpan(one: Span, other: Span): boolean {
  return one.from === other.from && one.to === other.to
}

interface Piece extends Span {
  /** Where it is, from 0 to 100. */
  readonly left: number
  readonly right: number
  readonly isFold: boolean
}

/** Converts between moments and places on a timeline. */
export interface TimeScale {
  readonly view: Span
  /** The stretches of the view, some of them folded. */
  readonly pieces: readonly Piece[]
  /** From 0 to 100; what is outside of the view is at its edge. */
  readonly percent: (at: number) => number
  /** The moment at a place from 0 to 100. */
  readonly moment: (percent: number) => number
}

/** How wide a fold is, and all of them together are at most, of 100. */
const [foldWidth, allFolds] = [7, 35]

/** Spreads a view evenly, but for the folds in it, in their order: each has the same small width, however long it is. */
export function timeScale(view: Span, folds: readonly Span[] = []): TimeScale {
  const width = Math.min(foldWidth, allFolds / folds.length)
  const shown = view.to - view.from - folds.reduce((sum, { from, to }) => sum + to - from, 0)
  const perMs = (100 - (folds.length === 0 ? 0 : width * folds.length)) / Math.max(1, shown)
  const pieces: Piece[] = []
  let [at, left] = [view.from, 0]
  const add = (to: number, isFold: boolean): void => {
    if (to <= at) return
    const right = left + (isFold ? width : (to - at) * perMs)
    pieces.push({ from: at, to, left, right, isFold })
    ;[at, left] = [to, right]
  }
  for (const { from, to } of folds) {
    add(from, false)
    add(to, true)
  }
  add(view.to, false)
  const percent = (moment: number): number => {
    const piece = pieces.find(({ to }) => moment <= to)
    if (piece === undefined) return 100
    const { from, to, left: begin, right } = piece
    return begin + (Math.max(0, moment - from) * (right - begin)) / (to - from)
  }
  const moment = (place: number): number => {
    const piece = pieces.find(({ right }) => place <= right) ?? pieces.at(-1)
    if (piece === undefined) return view.from
    const { from, to, left: begin, right } = piece
    return from + (Math.max(0, Math.min(place, right) - begin) * (to - from)) / (right - begin)
  }
  return { view, pieces, percent, moment }
}

/** The place of a span on a track, for a style. A short one is wide enough to be seen. */
export function placeOf({ percent }: TimeScale, { from, to }: Span): { readonly left: string; readonly width: string } {
  return { left: `${percent(from)}%`, width: `max(2px, ${percent(to) - percent(from)}%)` }
}
