import type { Span } from './time-scale.ts'

/** Shorter stretches are never folded. In ms. */
const shortest = 60_000

/**
 * The stretches of a view in which no step was set up or ran until one did again, if such a stretch is longer than all the work in the view: drawn to
 * scale, it would leave no room for the work. `work`: when steps were set up or ran.
 */
export function idleFolds(work: readonly Span[], view: Span): Span[] {
  const gaps: Span[] = []
  let idleSince = view.from
  let busy = 0
  for (const { from, to } of work.toSorted((a, b) => a.from - b.from)) {
    if (from >= view.to) {
      // The view ends before the stretch does.
      if (idleSince < view.to) gaps.push({ from: idleSince, to: view.to })
      break
    }
    if (from > idleSince) gaps.push({ from: idleSince, to: from })
    busy += Math.max(0, Math.min(to, view.to) - Math.max(from, idleSince))
    idleSince = Math.max(idleSince, to)
  }
  return busy <= 0 ? [] : gaps.filter(({ from, to }) => to - from >= Math.max(shortest, busy))
}
