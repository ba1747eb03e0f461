/** The three steps as one pipeline: it clones their tasks, hands each the id of the one before, and runs them on a queue. */
import { PipelineController } from '@clearway/sdk'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { projectName, taskNames } from './project.ts'

const { values } = parseArgs({
  options: {
    queue: { type: 'string', default: 'services' },
    'steps-queue': { type: 'string', default: 'default' },
  },
})

const pipe = new PipelineController({ name: 'iris', project: projectName, version: '1.0.0' })
pipe.setDefaultExecutionQueue(values['steps-queue'])
pipe.addParameter('dataset', join(import.meta.dirname, '../data/iris.csv'), 'path or address of the flowers')
pipe.addParameter('test_share', 0.2, 'share of the flowers that are kept for the test')
pipe.addParameter('iterations', 200, 'how often the weights are corrected')

pipe.addStep({
  name: 'stage_data',
  baseTaskProject: projectName,
  baseTaskName: taskNames.dataset,
  parameterOverride: { 'General/dataset': '${pipeline.dataset}' },
})
pipe.addStep({
  name: 'stage_prepare',
  parents: ['stage_data'],
  baseTaskProject: projectName,
  baseTaskName: taskNames.prepare,
  parameterOverride: { 'General/datasetTask': '${stage_data.id}', 'General/testShare': '${pipeline.test_share}' },
})
pipe.addStep({
  name: 'stage_train',
  parents: ['stage_prepare'],
  baseTaskProject: projectName,
  baseTaskName: taskNames.train,
  parameterOverride: { 'General/preparedTask': '${stage_prepare.id}', 'General/iterations': '${pipeline.iterations}' },
})

const run = values.queue === 'here' ? await pipe.startLocally({ runStepsLocally: true }) : await pipe.start({ queue: values.queue })
console.log(`run ${run.id} ${run.role}`)
