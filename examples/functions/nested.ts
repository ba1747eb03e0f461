/** A pipeline as a step of another one: `clearway run examples/functions/nested.ts --local`. */
import { pipeline, step } from '@clearway/sdk'

const makePoints = step('make points', ({ slope, count }: { slope: number; count: number }) =>
  Array.from({ length: count }, (_, x) => [x, slope * x] as const),
)
const fitSlope = step('fit slope', ({ points }: { points: readonly (readonly [number, number])[] }) => {
  const sum = (of: (point: readonly [number, number]) => number): number => points.reduce((all, point) => all + of(point), 0)
  return sum(([x, y]) => x * y) / sum(([x]) => x * x)
})

export const fit = pipeline('fit', { slope: 2, count: 20 }, async ({ slope, count }) => ({
  slope: await fitSlope({ points: makePoints({ slope, count }) }),
}))

export default pipeline('compare fits', { slopes: [1, 2] }, async ({ slopes }) => {
  const fits = await Promise.all(slopes.map((slope) => fit({ slope })))
  return { slopes: fits.map(({ slope }) => slope) }
})
