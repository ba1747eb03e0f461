import { PipelineController } from '@clearway/sdk'

/** A program that starts a pipeline, which the server drives, and waits for its end. */
const pipe = new PipelineController({ name: 'waited for', project: 'layouts' })
pipe.addStep({ name: 'one', baseTaskProject: 'layouts', baseTaskName: 'work' })
pipe.addStep({ name: 'two', baseTaskProject: 'layouts', baseTaskName: 'work', parents: ['one'] })
const run = await pipe.start({ driver: 'server' })
const { status } = await run.wait()
if (status !== 'completed') throw new Error(`The pipeline ${status}.`)
