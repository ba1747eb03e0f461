import { command } from '../../command.ts'
import { findTaskId } from '../../lookup/find-task.ts'
import { showExplained } from './show-explained.ts'

export const explain = command({
  summary: 'Why a task does not go on: what holds it up, and what helps.',
  args: { task: 'Its id, or its name (the newest of that name).' },
  examples: ['0199f1c2d3e4a5b6c7d8e9f0a1b2c3d4', '"iris step 3: train" --json'],
  async run({ task }, context) {
    const { api } = await context.connect()
    return api.tasks.explain({ task: await findTaskId(api, task) })
  },
  show: showExplained,
})
