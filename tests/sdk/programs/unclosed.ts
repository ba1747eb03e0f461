import { Task } from '@clearway/sdk'

const task = await Task.init({ projectName: 'sdk tests', taskName: process.argv[2] ?? 'unclosed' })
console.log(`task ${task.id}`)
task.logger.scalar('loss', 'train', 0.5, 1)
if (process.argv[2] === 'breaks') throw new Error('out of luck')
