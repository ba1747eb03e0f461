/** The iris pipeline as functions, in one file: `clearway run examples/iris/src/functions.ts --local`. */
import { join } from 'node:path'
import { pipeline, step } from '@clearway/sdk'
import { type Flowers, readFlowers } from './flowers.ts'
import { readDataset } from './read-dataset.ts'
import { seededRandom, shuffled } from './seeded-random.ts'
import { SoftmaxClassifier } from './softmax-classifier.ts'

type Measures = readonly (readonly number[])[]
interface Part {
  readonly measures: Measures
  readonly species: readonly number[]
}

const load = step('load', async ({ dataset }: { dataset: string }) => readFlowers(await readDataset(dataset)))

const split = step('split', ({ flowers, testShare, seed }: { flowers: Flowers; testShare: number; seed: number }) => {
  const { measures, species } = flowers
  const order = shuffled([...species.keys()], seededRandom(seed))
  const part = (indices: readonly number[]): Part => ({
    measures: indices.map((index) => measures[index] ?? []),
    species: indices.map((index) => species[index] ?? 0),
  })
  const count = Math.round(testShare * order.length)
  return { train: part(order.slice(count)), test: part(order.slice(0, count)), kinds: flowers.names.length }
})

const train = step('train', ({ train: known, test, kinds, rate }: { train: Part; test: Part; kinds: number; rate: number }) => {
  const { logger } = step.context()
  let classifier = SoftmaxClassifier.untrained(known.measures[0]?.length ?? 0, kinds)
  for (let iteration = 0; iteration < 200; iteration += 1) {
    classifier = classifier.step(known.measures, known.species, rate, 0.001)
    if (iteration % 20 === 0) logger.scalar('loss', 'train', classifier.score(known.measures, known.species).loss, iteration)
  }
  const { accuracy } = classifier.score(test.measures, test.species)
  console.log(`rate ${rate}: accuracy ${accuracy.toFixed(3)}`)
  return { rate, accuracy, weights: classifier.weights }
})

const csv = join(import.meta.dirname, '../data/iris.csv')

export default pipeline('iris functions', { dataset: csv, testShare: 0.2, seed: 42, rates: [0.03, 0.1, 0.3] }, async (given) => {
  const { dataset, testShare, seed, rates } = given
  const parts = split({ flowers: load({ dataset }), testShare, seed })
  // One step for each rate, at the same time.
  const models = await Promise.all(
    rates.map((rate) => train({ train: parts.get('train'), test: parts.get('test'), kinds: parts.get('kinds'), rate })),
  )
  const [best] = models.sort((a, b) => b.accuracy - a.accuracy)
  return { rate: best?.rate, accuracy: best?.accuracy }
})
