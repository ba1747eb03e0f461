import { pipeline, step } from '@clearway/sdk'

const load = step('load', () => 21)
const train = step('train', (_: { rows: number; factor: number }): number => {
  throw new RangeError('to be mended')
})

/** Fails in its second step, which `mended.ts` mends. */
export default pipeline('mended', { factor: 2 }, async ({ factor }) => train({ rows: load(), factor }), { queue: 'default' })
