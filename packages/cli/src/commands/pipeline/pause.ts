import { command } from '../../command.ts'
import { findRun } from '../../lookup/find-task.ts'
import { text } from '../../option.ts'
import { runArgument } from './run-options.ts'

export const pause = command({
  summary: 'Pause a run with its inner runs: nothing new starts, what runs goes on to its end.',
  args: { run: runArgument },
  options: { reason: text('Stored with the run.') },
  examples: ['iris --reason "the cluster is full"'],
  async run({ run: given, reason }, context) {
    const { api } = await context.connect()
    return api.runs.pause({ run: (await findRun(api, given)).id, ...(reason === undefined ? {} : { reason }) })
  },
  show: ({ name, run, paused }, look) => {
    const inner = paused.filter((id) => id !== run).length
    const what = paused.length === 0 ? `${name} is paused already.` : `${name} is paused${inner === 0 ? '' : `, with ${inner} inner runs`}.`
    return `${what}\n  resume       ${look.paint('bold', look.typed(`clearway pipeline resume ${run}`))}`
  },
})
