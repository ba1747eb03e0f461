/** The least and the greatest of some numbers, and zero if all of them are on one side of it: a bar begins at zero. */
export type Range = readonly [least: number, greatest: number]

export function rangeOf(numbers: readonly number[]): Range {
  const finite = numbers.filter(Number.isFinite)
  return finite.reduce<[number, number]>(([least, greatest], number) => [Math.min(least, number), Math.max(greatest, number)], [0, 0])
}

/** Where the bar of a number begins and how long it is, in percent of the range. */
export function barOf(value: number, [least, greatest]: Range): { readonly left: number; readonly width: number } {
  const whole = greatest - least
  if (whole === 0 || !Number.isFinite(value)) return { left: 0, width: 0 }
  const at = (number: number): number => Math.max(0, Math.min(100, ((number - least) / whole) * 100))
  return { left: at(Math.min(0, value)), width: Math.abs(at(value) - at(0)) }
}
