/** Step 3: trains a classifier of the species, and measures it on flowers that it has not seen. */
import { Task } from '@clearway/sdk'
import { findInput } from './find-input.ts'
import { projectName, taskNames } from './project.ts'
import { confusionMatrix, SoftmaxClassifier } from './softmax-classifier.ts'
import type { Prepared } from './step2-prepare.ts'

const task = await Task.init({ projectName, taskName: taskNames.train, type: 'training' })
const { preparedTask, iterations, learningRate, decay } = await task.connect({
  preparedTask: '',
  iterations: 200,
  learningRate: 0.3,
  decay: 0.001,
})

const input = await findInput(task, preparedTask, taskNames.prepare)
const { train, test, names, columns, scale } = await (await input.artifacts.get('prepared')).json<Prepared>()

let classifier = SoftmaxClassifier.untrained(columns.length, names.length)
for (let iteration = 0; iteration < iterations; iteration += 1) {
  classifier = classifier.step(train.measures, train.species, learningRate, decay)
  for (const [name, part] of [
    ['train', train],
    ['test', test],
  ] as const) {
    const { loss, accuracy } = classifier.score(part.measures, part.species)
    task.logger.scalar('loss', name, loss, iteration)
    task.logger.scalar('accuracy', name, accuracy, iteration)
  }
}

const predicted = classifier.predict(test.measures)
const { loss, accuracy } = classifier.score(test.measures, test.species)
task.logger.confusionMatrix(
  'species',
  'test',
  { matrix: confusionMatrix(test.species, predicted, names.length), labels: names },
  iterations,
)
task.logger.singleValue('accuracy', accuracy)
task.logger.singleValue('loss', loss)

const model = { kind: 'softmax regression', columns, names, scale, weights: classifier.weights }
await task.outputModel({
  name: 'iris.json',
  framework: 'JSON',
  bytes: new TextEncoder().encode(JSON.stringify(model, undefined, 2)),
  iteration: iterations,
})
console.log(`accuracy ${accuracy.toFixed(3)} on ${test.species.length} flowers`)
await task.close()
