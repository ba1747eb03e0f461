import { command } from '../../command.ts'
import { flag, text } from '../../option.ts'
import { findTask } from '../../lookup/find-task.ts'
import { showStop } from './show-stop.ts'

export const stop = command({
  summary: 'Ask for a task to be stopped: at once if nothing runs it, else its agent ends the processes.',
  args: { task: 'Its name (the newest of that name), its id, or the beginning of its id.' },
  options: { reason: text('Stored with the task.'), steps: flag('The steps of a pipeline’s run as well.') },
  examples: ['0199f1c2d3e4a5b6c7d8e9f0a1b2c3d4 --reason "wrong learning rate"'],
  async run({ task: given, reason = 'asked for at the command line', steps }, context) {
    const { api } = await context.connect()
    const task = await findTask(api, given)
    const stopped = await api.tasks.stop({ task: task.id, status_reason: reason, ...(steps ? { include_pipeline_steps: true } : {}) })
    return { ...stopped, task }
  },
  show: showStop,
})
