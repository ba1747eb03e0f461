import { command } from '../../command.ts'
import { findTask } from '../../lookup/find-task.ts'
import { showExplained } from './show-explained.ts'

export const explain = command({
  summary: 'Why a task does not go on: what holds it up, and what helps.',
  args: { task: 'Its name (the newest of that name), its id, or the beginning of its id.' },
  examples: ['0199f1c2d3e4a5b6c7d8e9f0a1b2c3d4', '"iris step 3: train" --json'],
  async run({ task }, context) {
    const { api } = await context.connect()
    return api.tasks.explain({ task: (await findTask(api, task)).id })
  },
  show: showExplained,
})
