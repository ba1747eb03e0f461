import { pipeline, step } from '@clearway/sdk'

/** A map over a list, all of its steps at once, and a reduction. */
const square = step('square', ({ x }: { x: number }) => x * x)

export default pipeline('map', { count: 50 }, async ({ count }) => {
  const squares = await Promise.all(Array.from({ length: count }, (_, x) => square({ x })))
  return { sum: squares.reduce((sum, one) => sum + one, 0) }
})
