import { pipeline, step } from '@clearway/sdk'

/** A step that always runs, and a cached one that is given its result. */
const load = step('load', ({ count }: { count: number }) => ({ values: new Float64Array(count).fill(2), names: ['value'] }))
const sum = step(
  'sum',
  ({ rows, factors }: { rows: { values: Float64Array }; factors: Float64Array }) => ({
    total: rows.values.reduce((total, value) => total + value * (factors[0] ?? 0), 0),
    at: Date.now(),
  }),
  { cache: true },
)

export default pipeline('same input', { count: 3 }, async ({ count }) => sum({ rows: load({ count }), factors: Float64Array.of(2) }))
