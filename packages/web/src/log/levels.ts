/** The levels of log lines, the least important first; ClearML's SDK writes `warn` too. */
const order = ['debug', 'info', 'warn', 'warning', 'error', 'critical'] as const

/** The levels from which on lines can be searched for. */
export const leastLevels = ['info', 'warning', 'error'] as const
export type LeastLevel = (typeof leastLevels)[number]

/** The least levels as a choice. */
export const levelChoices = [
  { value: 'info', label: 'Info and above' },
  { value: 'warning', label: 'Warnings and errors' },
  { value: 'error', label: 'Errors' },
] as const satisfies readonly { readonly value: LeastLevel; readonly label: string }[]

/** Whether a line is of a level or of a more important one. A line without a level that is known counts as information. */
export function isFromLevel(level: string, least: LeastLevel): boolean {
  const known = order.find((one) => one === level.toLowerCase()) ?? 'info'
  return levelsFrom(least).includes(known)
}

/** A level and all that are more important. */
export function levelsFrom(least: LeastLevel): readonly string[] {
  return order.slice(order.indexOf(least === 'warning' ? 'warn' : least))
}
