import { pipeline, step } from '@clearway/sdk'

const load = step('load', () => 21)
const train = step('train', (_: { rows: number }): number => {
  throw new RangeError('to be mended')
})

/** Fails in its second step, which `mended.ts` mends. */
export default pipeline('mended', {}, async () => train({ rows: load() }), { queue: 'default' })
