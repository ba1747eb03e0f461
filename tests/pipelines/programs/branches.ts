import { PipelineController } from '@clearway/sdk'
import { driverOfTest } from './driver-of-test.ts'

/** Two branches between a beginning and an end. */
console.log(`controller pid ${process.pid}`)
const base = { baseTaskProject: 'layouts', baseTaskName: 'work' }
const pipe = new PipelineController({ name: 'branches', project: 'layouts' })
pipe.addStep({ name: 'begin', ...base })
pipe.addStep({ name: 'left', ...base, parents: ['begin'] })
pipe.addStep({ name: 'right', ...base, parents: ['begin'] })
pipe.addStep({ name: 'end', ...base, parents: ['left', 'right'] })
const run = await pipe.start({ queue: process.env['TEST_QUEUE'] ?? 'services', driver: driverOfTest })
console.log(`run ${run.id}`)
