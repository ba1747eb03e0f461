import type { LaneBar } from './worker-lanes.ts'
import type { TimeScale } from './time-scale.ts'

export interface DrawnBar {
  readonly bar: LaneBar
  /** From 0 to 100. */
  readonly left: number
  readonly width: number
}

/** The least distance between the beginnings of two bars that can be distinguished, in percent of the view. */
const nearest = 0.15

/** The bars of a row that can be seen, so few that any number of them is drawn at once: of those at the same place the first one, and the selected step's. */
export function drawnBars(bars: readonly LaneBar[], { view, percent }: TimeScale, selected: string | undefined): DrawnBar[] {
  const drawn: DrawnBar[] = []
  let free = -Infinity
  for (const bar of bars) {
    if (bar.to < view.from || bar.from > view.to) continue
    const left = percent(bar.from)
    const right = percent(bar.to)
    if (right < free && bar.step !== selected) continue
    drawn.push({ bar, left, width: right - left })
    free = Math.max(free, left + nearest)
  }
  return drawn
}
