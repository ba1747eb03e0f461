import { PipelineController } from '@clearway/sdk'

/** Forty steps of 10 ms each, one after another. */
const pipe = new PipelineController({ name: 'forty', project: 'bench' })
for (let n = 0; n < 40; n += 1)
  pipe.addStep({ name: `step ${n}`, baseTaskProject: 'bench', baseTaskName: 'work', parents: n === 0 ? [] : [`step ${n - 1}`] })
const run = await pipe.start({ queue: 'default' })
console.log(`run ${run.id}`)
