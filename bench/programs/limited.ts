import { PipelineController } from '@clearway/sdk'

/** A hundred steps, each of which runs until its time limit of a second has passed. */
const pipe = new PipelineController({ name: 'limited', project: 'bench' })
for (let n = 0; n < 100; n += 1)
  pipe.addStep({ name: `step ${n}`, baseTaskProject: 'bench', baseTaskName: 'until stopped', timeoutSeconds: 1, continueOnAbort: true })
const run = await pipe.start({ queue: 'default' })
console.log(`run ${run.id}`)
