import { PipelineController } from '@clearway/sdk'
import { driverOfTest } from './driver-of-test.ts'

/** A pipeline with a step that is a pipeline with a step that is a pipeline. */
console.log(`controller pid ${process.pid}`)
const pipe = new PipelineController({ name: 'outer', project: 'layouts' })
pipe.addStep({ name: 'nested', baseTaskProject: 'layouts/.pipelines/middle', baseTaskName: 'middle' })
pipe.addStep({ name: 'after', baseTaskProject: 'layouts', baseTaskName: 'work', parents: ['nested'] })
const run = await pipe.start({ queue: process.env['TEST_QUEUE'] ?? 'services', driver: driverOfTest })
console.log(`run ${run.id}`)
