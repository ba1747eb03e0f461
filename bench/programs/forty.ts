import { PipelineController } from '@clearway/sdk'

/** Forty steps of 10 ms each, one after another; each is a clone of the task that the first argument names. */
const [baseTaskName = ''] = process.argv.slice(2)
const pipe = new PipelineController({ name: 'forty', project: 'bench' })
for (let n = 0; n < 40; n += 1)
  pipe.addStep({ name: `step ${n}`, baseTaskProject: 'bench', baseTaskName, parents: n === 0 ? [] : [`step ${n - 1}`] })
const run = await pipe.start({ queue: 'default' })
console.log(`run ${run.id}`)
