/** Step 1: fetches the flowers, looks whether they are whole, and stores them where the next steps find them: as an artifact of this task. */
import { Task } from '@clearway/sdk'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readFlowers } from './flowers.ts'
import { projectName, taskNames } from './project.ts'

const task = await Task.init({ projectName, taskName: taskNames.dataset, type: 'data_processing' })
// A path or an address.
const { dataset } = await task.connect({ dataset: join(import.meta.dirname, '../data/iris.csv') })

const csv = /^https?:/.test(dataset) ? await (await fetch(dataset)).text() : await readFile(dataset, 'utf8')
const { measures, species, names } = readFlowers(csv)
await task.uploadArtifact('dataset', csv)
console.log(
  `${measures.length} flowers of ${names.length} species: ${names.map((name, index) => `${species.filter((one) => one === index).length} ${name}`).join(', ')}`,
)
await task.close()
