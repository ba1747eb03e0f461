import { PipelineController } from '@clearway/sdk'
import { driverOfTest } from './driver-of-test.ts'

/** Three steps that never end, for an agent with two slots. */
console.log(`controller pid ${process.pid}`)
const pipe = new PipelineController({ name: 'long', project: 'layouts' })
for (const name of ['a', 'b', 'c']) pipe.addStep({ name, script: { command: 'echo "step pid $$"; sleep 1000 & sleep 1000; wait' } })
const run = await pipe.start({ queue: process.env['TEST_QUEUE'] ?? 'services', driver: driverOfTest })
console.log(`run ${run.id}`)
