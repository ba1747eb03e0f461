/** A step that needs a GPU, on a queue of its own: `clearway queue create gpu`, then `clearway run examples/functions/gpu-queue.ts`. */
import { pipeline, step } from '@clearway/sdk'

const prepare = step('prepare', ({ rows }: { rows: number }) => Array.from({ length: rows }, (_, row) => row / rows))

const train = step(
  'train',
  ({ data }: { data: readonly number[] }) => {
    // An agent gives the step its own devices alone.
    const devices = process.env['CUDA_VISIBLE_DEVICES'] ?? 'none'
    return { devices, mean: data.reduce((sum, one) => sum + one, 0) / data.length }
  },
  { queue: 'gpu', resources: { gpus: 1 }, timeLimit: 3600 },
)

export default pipeline('gpu queue', { rows: 100 }, async ({ rows }) => train({ data: prepare({ rows }) }))
