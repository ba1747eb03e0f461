/**
 * The share of a metric's variation that a value explains, from 0 to 1: the greater of what groups of equal values explain and, for numbers, what a straight
 * line explains. Both are corrected for the number of groups, since as many groups as tasks explain everything. Undefined for fewer than four tasks.
 */
export function explained(values: readonly (string | undefined)[], metric: readonly (number | undefined)[]): number | undefined {
  const pairs = values.flatMap((value, index) => {
    const y = metric[index]
    return y === undefined || !Number.isFinite(y) ? [] : [{ value, y }]
  })
  if (pairs.length < 4) return undefined
  const total = squares(pairs.map(({ y }) => y))
  if (total === 0) return undefined
  const groups = [...Map.groupBy(pairs, ({ value }) => value).values()].map((group) => group.map(({ y }) => y))
  const within = groups.reduce((sum, group) => sum + squares(group), 0)
  const byGroups = corrected(1 - within / total, pairs.length, groups.length)
  return Math.max(0, byGroups, byLine(pairs))
}

function byLine(pairs: readonly { readonly value: string | undefined; readonly y: number }[]): number {
  const xs = pairs.map(({ value }) => (value === undefined || value.trim() === '' ? Number.NaN : Number(value)))
  const spread = squares(xs)
  if (!xs.every(Number.isFinite) || spread === 0) return 0
  const [meanX, meanY] = [mean(xs), mean(pairs.map(({ y }) => y))]
  const along = pairs.reduce((sum, { y }, index) => sum + ((xs[index] ?? 0) - meanX) * (y - meanY), 0)
  return corrected(along ** 2 / (spread * squares(pairs.map(({ y }) => y))), pairs.length, 2)
}

function corrected(share: number, count: number, groups: number): number {
  return count <= groups ? 0 : 1 - ((1 - Math.min(1, share)) * (count - 1)) / (count - groups)
}
const mean = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0) / numbers.length
function squares(numbers: readonly number[]): number {
  const middle = mean(numbers)
  return numbers.reduce((sum, number) => sum + (number - middle) ** 2, 0)
}
