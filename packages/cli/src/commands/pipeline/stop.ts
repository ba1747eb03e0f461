import { command } from '../../command.ts'
import { text } from '../../option.ts'
import { showStop } from '../task/show-stop.ts'
import { findRun } from '../../lookup/find-task.ts'

export const stop = command({
  summary: 'Ask for a run to be stopped, and its live steps with it.',
  args: { run: 'Its name (the newest of that name), its id, or the beginning of its id.' },
  options: { reason: text('Kept with the run.') },
  examples: ['iris --reason "wrong data"'],
  async run({ run: given, reason = 'asked for at the command line' }, context) {
    const { api } = await context.connect()
    const run = await findRun(api, given)
    return { ...(await api.tasks.stop({ task: run.id, status_reason: reason, include_pipeline_steps: true })), task: run }
  },
  show: showStop,
})
