import { PipelineController } from '@clearway/sdk'

/** Three deep: a pipeline of a pipeline of a pipeline. */
console.log(`controller pid ${process.pid}`)
const pipe = new PipelineController({ name: 'outer', project: 'layouts' })
pipe.addStep({ name: 'nested', baseTaskProject: 'layouts/.pipelines/middle', baseTaskName: 'middle' })
pipe.addStep({ name: 'after', baseTaskProject: 'layouts', baseTaskName: 'work', parents: ['nested'] })
const run = await pipe.start({ queue: process.env['TEST_QUEUE'] ?? 'services' })
console.log(`run ${run.id}`)
