import { PipelineController } from '@clearway/sdk'

/** Stops its run while the run is still being submitted. */
const pipe = new PipelineController({ name: 'stopped early', project: 'layouts' })
pipe.addStep({ name: 'one', baseTaskProject: 'layouts', baseTaskName: 'work' })
const starting = pipe.start()
await pipe.stop('changed my mind')
console.log(`run ${(await starting).id}`)
