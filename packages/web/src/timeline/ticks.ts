const second = 1000
const minute = 60 * second
const hour = 60 * minute
const units = [
  ...[0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 30].map((count) => count * minute),
  ...[1, 2, 6, 12, 24].map((count) => count * hour),
]
const most = 40

/** The times of a timeline's marks, about six of them, from 0 to `end`. In ms. */
export function ticksOf(end: number): number[] {
  const unit = units.find((candidate) => candidate >= end / 6) ?? end / 6
  return Array.from({ length: Math.min(most, Math.floor(end / unit) + 1) }, (_, index) => index * unit)
}
