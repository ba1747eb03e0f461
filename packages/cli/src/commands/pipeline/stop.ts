import { command } from '../../command.ts'
import { text } from '../../option.ts'
import { findRunId } from '../../lookup/find-task.ts'

export const stop = command({
  summary: 'Ask for a run to be stopped, and its live steps with it.',
  args: { run: 'Its id, or its name (the newest of that name).' },
  options: { reason: text('Kept with the run.') },
  examples: ['iris --reason "wrong data"'],
  async run({ run: given, reason = 'asked for at the command line' }, context) {
    const { api } = await context.connect()
    return api.tasks.stop({ task: await findRunId(api, given), status_reason: reason, include_pipeline_steps: true })
  },
  show: ({ updated }, look) => (updated === 0 ? look.paint('dim', 'It had ended already.') : `${look.paint('green', '✓')} Asked to stop.`),
})
