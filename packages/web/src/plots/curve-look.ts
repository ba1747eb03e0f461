const colors = ['--state-running', '--state-failed', '--state-completed', '--state-stalled', '--state-queued', '--state-stopped']
const dashes = [[], [8, 4], [2, 3]]

export interface CurveLook {
  /** The name of a CSS variable. */
  readonly color: string
  /** Lengths of line and gap in pixels; none for a solid line. */
  readonly dash: number[]
}

/** The colour and dash of the curve with a number: eighteen differ, by either. */
export function curveLook(number: number): CurveLook {
  return { color: colors[number % colors.length] ?? '--text', dash: dashes[Math.floor(number / colors.length) % dashes.length] ?? [] }
}
