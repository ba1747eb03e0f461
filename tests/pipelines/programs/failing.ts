import { PipelineController } from '@clearway/sdk'
import { driverOfTest } from './driver-of-test.ts'

/** A step that fails, one that succeeds at its third attempt, one whose failure is allowed, and a step after each. */
const pipe = new PipelineController({ name: 'failing', project: 'layouts' })
pipe.addStep({ name: 'bad', script: { command: 'echo "it is bad"; exit 3' }, retryOnFailure: 1 })
pipe.addStep({ name: 'after bad', script: { command: 'true' }, parents: ['bad'] })
// All attempts of a step have the same folder, named after the task's id.
pipe.addStep({
  name: 'flaky',
  script: { command: 'f=/tmp/clearway-flaky-$CLEARML_TASK_ID; echo x >> $f; test $(wc -l < $f) -ge 3 && rm $f' },
  retryOnFailure: 2,
})
pipe.addStep({ name: 'after flaky', script: { command: 'true' }, parents: ['flaky'] })
pipe.addStep({ name: 'forgiven', script: { command: 'exit 1' }, continueOnFail: true })
const run = await pipe.start({ queue: process.env['TEST_QUEUE'] ?? 'services', driver: driverOfTest })
console.log(`run ${run.id}`)
