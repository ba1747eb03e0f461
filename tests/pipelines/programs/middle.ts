import { PipelineController } from '@clearway/sdk'
import { driverOfTest } from './driver-of-test.ts'

/** A pipeline whose first step is a pipeline. */
console.log(`controller pid ${process.pid}`)
const pipe = new PipelineController({ name: 'middle', project: 'layouts' })
pipe.addStep({ name: 'inner', baseTaskProject: 'layouts/.pipelines/chain', baseTaskName: 'chain' })
pipe.addStep({ name: 'after', baseTaskProject: 'layouts', baseTaskName: 'work', parents: ['inner'] })
const run = await pipe.start({ queue: process.env['TEST_QUEUE'] ?? 'services', driver: driverOfTest })
console.log(`run ${run.id}`)
