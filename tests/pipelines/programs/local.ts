import { PipelineController } from '@clearway/sdk'

/** A pipeline whose controller runs locally; its steps too, if the first argument says so. */
console.log(`controller pid ${process.pid}`)
const pipe = new PipelineController({ name: 'local', project: 'layouts' })
pipe.addStep({ name: 'one', baseTaskProject: 'layouts', baseTaskName: 'work' })
pipe.addStep({ name: 'two', baseTaskProject: 'layouts', baseTaskName: 'work', parents: ['one'] })
const run = await pipe.startLocally({ runStepsLocally: process.argv[2] === 'steps-here' })
console.log(`run ${run.id}`)
console.log(`ended ${(await run.wait()).status}`)
