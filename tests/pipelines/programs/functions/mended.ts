import { pipeline, step } from '@clearway/sdk'

const load = step('load', () => 21)
const train = step('train', ({ rows, factor }: { rows: number; factor: number }) => rows * factor)

/** What `broken.ts` is once its second step is mended. */
export default pipeline('mended', { factor: 2 }, async ({ factor }) => train({ rows: load(), factor }), { queue: 'default' })
