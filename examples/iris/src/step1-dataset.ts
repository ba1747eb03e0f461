/** Step 1: fetches the flowers, checks that none lacks a measure, and stores them where the next steps find them: as an artifact of this task. */
import { Task } from '@clearway/sdk'
import { join } from 'node:path'
import { readFlowers } from './flowers.ts'
import { projectName, taskNames } from './project.ts'
import { readDataset } from './read-dataset.ts'

const task = await Task.init({ projectName, taskName: taskNames.dataset, type: 'data_processing' })
// A path or an address.
const { dataset } = await task.connect({ dataset: join(import.meta.dirname, '../data/iris.csv') })

const csv = await readDataset(dataset)
const { measures, species, names } = readFlowers(csv)
await task.uploadArtifact('dataset', csv)
console.log(
  `${measures.length} flowers of ${names.length} species: ${names.map((name, index) => `${species.filter((one) => one === index).length} ${name}`).join(', ')}`,
)
await task.close()
