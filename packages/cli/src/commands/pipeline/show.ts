import { command, Printed } from '../../command.ts'
import { flag } from '../../option.ts'
import { findRun } from '../../lookup/find-task.ts'
import { followRun } from '../../follow/follow-run.ts'
import { printEnd } from '../../run-view/print-end.ts'
import { RunReader } from '../../run-view/run-reader.ts'
import { type ExplainedRun, explainRun } from '../../run-view/failures.ts'
import { showExplainedRun } from '../../run-view/show-failures.ts'

export const show = command({
  summary: 'A run and its steps: status, time, how long each waited in its queue, and why it failed.',
  details:
    'Of each failed step the error, the last lines of its log and the command for the rest are shown, of each repeated step why it was repeated. With --follow the tree is kept up to date until the run has ended; exit code 0 if it completed, 3 if it was stopped, 1 if it failed. In a pipe it is a line for each change, with --json the last state alone.',
  args: { 'run?': 'Its name (the newest of that name), its id, or the beginning of its id; the newest run by default.' },
  options: { follow: flag('Go on until the run has ended.') },
  examples: ['', 'iris --follow', '0199f1c2d3e4a5b6c7d8e9f0a1b2c3d4 --json'],
  async run({ run: given, follow }, context): Promise<ExplainedRun | Printed> {
    const { api } = await context.connect()
    const { id } = await findRun(api, given)
    if (!follow) return explainRun(api, await new RunReader(api, id).read())
    const last = await followRun(api, id, context)
    return last === undefined ? new Printed(130) : printEnd(api, last, context)
  },
  show: showExplainedRun,
})
