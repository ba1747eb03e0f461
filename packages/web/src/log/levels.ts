/** The levels of log lines, the least important first; ClearML's SDK writes `warn` too. */
const order = ['debug', 'info', 'warn', 'warning', 'error', 'critical'] as const

/** The levels from which on lines can be searched for. */
export const leastLevels = ['info', 'warning', 'error'] as const
export type LeastLevel = (typeof leastLevels)[number]

/** A level and all that are more important. */
export function levelsFrom(least: LeastLevel): readonly string[] {
  return order.slice(order.indexOf(least === 'warning' ? 'warn' : least))
}
