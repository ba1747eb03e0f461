import { command } from '../../command.ts'
import { findRun } from '../../lookup/find-task.ts'
import { text } from '../../option.ts'
import { runArgument } from './run-options.ts'

export const stop = command({
  summary: 'Stop a run, with its live steps and inner runs.',
  args: { run: runArgument },
  options: { reason: text('Stored with the run.') },
  examples: ['iris --reason "wrong data"'],
  async run({ run: given, reason = 'asked for at the command line' }, context) {
    const { api } = await context.connect()
    return api.runs.stop({ run: (await findRun(api, given)).id, reason })
  },
  show: ({ name, run, had_ended: hadEnded, stopping, stopped }, look) => {
    const which = `${name}  ${look.paint('dim', run)}`
    if (hadEnded && stopped.length === 0) return look.paint('dim', `${which}: it had ended already.`)
    const left = hadEnded ? ` ${stopped.length} ${stopped.length === 1 ? 'task' : 'tasks'} of a run that had ended` : ''
    return `${look.paint('green', '✓')} ${stopping ? 'Asked to stop' : 'Stopped'}${left}: ${which}`
  },
})
