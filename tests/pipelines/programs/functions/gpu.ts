import { pipeline, step } from '@clearway/sdk'

/** A step that needs a GPU. */
const train = step('train', () => process.env['CUDA_VISIBLE_DEVICES'] ?? 'none', { resources: { gpus: 1 }, tags: ['gpu'] })

export default pipeline('gpu', {}, async () => ({ device: await train() }))
