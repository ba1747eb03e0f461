import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { PipelineController, step } from '@clearway/sdk'

/** Records what the callbacks of a step did. The process dies in the middle of its first post-execute callback. */
const folder = process.env['TEST_FOLDER'] ?? ''
const record = (what: string): void => appendFileSync(`${folder}/records`, `${what}\n`)

console.log(`controller pid ${process.pid}`)
const pipe = new PipelineController({ name: 'callbacks', project: 'controllers' })
pipe.addFunctionStep({
  name: 'train',
  function: async () => {
    const { task, logger } = step.context()
    for (const round of [0, 1, 2]) logger.scalar('loss', 'train', 1 / (round + 1), round)
    logger.singleValue('accuracy', 0.9)
    await task.uploadArtifact('report', { rounds: 3 })
    await task.outputModel({ name: 'weights', bytes: new Uint8Array([1]) })
    while (!existsSync(`${folder}/go`)) await setTimeout(50)
  },
  monitorMetrics: [
    ['loss', 'train'],
    ['Summary', 'accuracy'],
  ],
  monitorArtifacts: [['report', 'report of train']],
  monitorModels: ['weights'],
  preExecute: () => record('pre'),
  postExecute: async ({ task }) => {
    if (!existsSync(`${folder}/died`)) {
      // A status that this process has recorded is not reported by the next one.
      while (!readFileSync(`${folder}/records`, 'utf8').includes('completed')) await setTimeout(20)
      appendFileSync(`${folder}/died`, '')
      process.kill(process.pid, 'SIGKILL')
    }
    record(`post ${task?.name}`)
  },
  statusChangeCallback: ({ status }) => record(status),
})
const run = await pipe.start({ queue: process.env['TEST_QUEUE'] ?? 'services' })
console.log(`run ${run.id}`)
