/** Step 2: splits the flowers of step 1 into those for training and those for the test, and brings all measures to one scale. */
import { Task } from '@clearway/sdk'
import { Matrix } from 'ml-matrix'
import { readFlowers } from './flowers.ts'
import { findInput } from './find-input.ts'
import { projectName, taskNames } from './project.ts'
import { seededRandom, shuffled } from './seeded-random.ts'

/** What step 3 trains on. */
export interface Prepared {
  readonly names: readonly string[]
  readonly columns: readonly string[]
  readonly scale: { readonly means: readonly number[]; readonly deviations: readonly number[] }
  readonly train: Part
  readonly test: Part
}
interface Part {
  readonly measures: readonly (readonly number[])[]
  readonly species: readonly number[]
}

const task = await Task.init({ projectName, taskName: taskNames.prepare, type: 'data_processing' })
const { datasetTask, testShare, seed } = await task.connect({ datasetTask: '', testShare: 0.2, seed: 42 })

const input = await findInput(task, datasetTask, taskNames.dataset)
const { measures, species, names, columns } = readFlowers(await (await input.artifacts.get('dataset')).text())

// The same share of each species, so that none is missing from the test.
const random = seededRandom(seed)
const test = new Set(
  names.flatMap((_, kind) => {
    const flowers = shuffled(
      [...species.keys()].filter((index) => species[index] === kind),
      random,
    )
    return flowers.slice(0, Math.round(testShare * flowers.length))
  }),
)
const partOf = (isIn: (index: number) => boolean): Part => {
  const indices = [...species.keys()].filter(isIn)
  return { measures: indices.map((index) => measures[index] ?? []), species: indices.map((index) => species[index] ?? 0) }
}
const [trainPart, testPart] = [partOf((index) => !test.has(index)), partOf((index) => test.has(index))]

// The scale comes from the training flowers alone: those of the test must stay unknown.
const known = new Matrix(trainPart.measures.map((row) => [...row]))
const scale = { means: known.mean('column'), deviations: known.standardDeviation('column') }
const scaled = (part: Part): Part => ({
  ...part,
  measures: new Matrix(part.measures.map((row) => [...row])).subRowVector(scale.means).divRowVector(scale.deviations).to2DArray(),
})

const prepared: Prepared = { names, columns, scale, train: scaled(trainPart), test: scaled(testPart) }
await task.uploadArtifact('prepared', prepared)
task.logger.singleValue('training flowers', trainPart.species.length)
task.logger.singleValue('test flowers', testPart.species.length)
console.log(`${trainPart.species.length} flowers for training, ${testPart.species.length} for the test`)
await task.close()
