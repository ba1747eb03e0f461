/** Pipelines whose runs fill the pages that `npm run pictures` takes pictures of: one with a fan-out and curves, one that fails, one that waits. */
import { pipeline, step } from '@clearway/sdk'

const load = step('load', ({ rows }: { rows: number }) => {
  console.log(`read ${rows} rows`)
  return Array.from({ length: rows }, (_, row) => row / rows)
})

const clean = step('clean', ({ data }: { data: readonly number[] }) => {
  console.log(`\u001b[32mkept ${data.length} rows\u001b[0m, dropped 3`)
  return data.filter((value) => value < 0.99)
})

const train = step(
  'train',
  async ({ data, rate }: { data: readonly number[]; rate: number }) => {
    const { logger } = step.context()
    let accuracy = 0
    for (let epoch = 1; epoch <= 40; epoch += 1) {
      accuracy = 1 - 0.6 * Math.exp(-epoch * rate * 0.2) - 0.02 * Math.abs(Math.sin(epoch))
      logger.scalar('accuracy', 'validation', accuracy, epoch)
      logger.scalar('loss', 'train', 1.2 * Math.exp(-epoch * rate * 0.15), epoch)
      console.log(`epoch ${epoch}: accuracy ${accuracy.toFixed(4)}`)
    }
    return { rate, rows: data.length, accuracy }
  },
  { retries: 1 },
)

const choose = step('choose', ({ models }: { models: readonly { readonly rate: number; readonly accuracy: number }[] }) =>
  models.toSorted((a, b) => b.accuracy - a.accuracy).at(0),
)

const rates = [0.1, 0.3, 0.5, 1]
export const churn = pipeline('churn', { rows: 400 }, async ({ rows }) => {
  const data = clean({ data: load({ rows }) })
  const models = rates.map((rate) => train({ data, rate }, { name: `train at ${rate}` }))
  return choose({ models: await Promise.all(models) })
})

const fit = step('fit', ({ data }: { data: readonly number[] }) => {
  console.log(`allocating ${data.length} GiB`)
  throw new RangeError(`out of memory: tried to allocate ${data.length} GiB, 2 GiB are free`)
})
const evaluate = step('evaluate', ({ model }: { model: unknown }) => model)
export const forecast = pipeline('forecast', { rows: 24 }, async ({ rows }) =>
  evaluate({ model: fit({ data: clean({ data: load({ rows }) }) }) }),
)

const render = step('render', ({ data }: { data: readonly number[] }) => data.length, { queue: 'gpu' })
export const frames = pipeline('frames', { rows: 12 }, async ({ rows }) => render({ data: load({ rows }) }))
