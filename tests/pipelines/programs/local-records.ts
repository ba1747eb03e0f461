import { PipelineController } from '@clearway/sdk'

/** A pipeline whose controller and steps run locally. The steps record what they do in the folder; `two` runs until it is allowed to end. The last argument is the run to resume. */
const [folder = '', resume] = process.argv.slice(2)
const pipe = new PipelineController({ name: 'local records', project: 'layouts' })
const noting = (name: string, work: string): { command: string } => ({
  command: `echo "$$ began" >> "${folder}/${name}"; ${work}; echo "$$ ended" >> "${folder}/${name}"`,
})
pipe.addStep({ name: 'one', script: noting('one', 'sleep 0.2') })
pipe.addStep({
  name: 'two',
  parents: ['one'],
  script: noting('two', `sleep 1000 & echo $! >> "${folder}/begun"; while [ ! -e "${folder}/release" ]; do sleep 0.05; done; kill $!`),
})
pipe.addStep({ name: 'three', parents: ['two'], script: noting('three', 'sleep 0.2') })
const run = await pipe.startLocally({ runStepsLocally: true, ...(resume === undefined ? {} : { resume }) })
console.log(`ended ${(await run.wait()).status}`)
