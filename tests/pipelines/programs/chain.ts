import { PipelineController } from '@clearway/sdk'
import { driverOfTest } from './driver-of-test.ts'

/** Three steps, one after another. */
console.log(`controller pid ${process.pid}`)
const pipe = new PipelineController({ name: 'chain', project: 'layouts' })
pipe.addStep({ name: 'one', baseTaskProject: 'layouts', baseTaskName: 'work' })
pipe.addStep({ name: 'two', baseTaskProject: 'layouts', baseTaskName: 'work', parents: ['one'] })
pipe.addStep({ name: 'three', baseTaskProject: 'layouts', baseTaskName: 'work', parents: ['two'] })
const run = await pipe.start({ queue: process.env['TEST_QUEUE'] ?? 'services', driver: driverOfTest })
console.log(`run ${run.id}`)
