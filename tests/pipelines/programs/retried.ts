import { PipelineController } from '@clearway/sdk'
import { driverOfTest } from './driver-of-test.ts'

/** A step that takes a moment, one that fails as long as the parameter says so, and one after it. */
const pipe = new PipelineController({ name: 'retried', project: 'layouts' })
pipe.addParameter('outcome', 'fail')
pipe.addStep({ name: 'load', script: { command: 'echo loaded; sleep 2' } })
pipe.addStep({
  name: 'train',
  script: {
    command: 'env | grep -q CLEARML_TASK_ID; echo training; test "$(cat /tmp/clearway-outcome-$CLEARML_TASK_ID 2>/dev/null)" = good',
  },
  parents: ['load'],
  parameterOverride: { 'Args/outcome': '${pipeline.outcome}' },
})
pipe.addStep({ name: 'report', script: { command: 'echo reported' }, parents: ['train'] })
const run = await pipe.start({ queue: process.env['TEST_QUEUE'] ?? 'services', driver: driverOfTest })
console.log(`run ${run.id}`)
