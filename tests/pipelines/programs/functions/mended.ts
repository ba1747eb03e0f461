import { pipeline, step } from '@clearway/sdk'

const load = step('load', () => 21)
const train = step('train', ({ rows }: { rows: number }) => rows * 2)

/** What `broken.ts` is once its second step is mended. */
export default pipeline('mended', {}, async () => train({ rows: load() }), { queue: 'default' })
