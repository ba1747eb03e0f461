import { command } from '../../command.ts'
import { type Findings, needsSomebody, showFindings } from './show-findings.ts'

export const doctor = command({
  details:
    'Looks for queued tasks that can never run as things are: pipelines that hold the workers on which their own steps wait (stalled), tasks on queues that no live worker serves (unserved), and tasks that ask for more than any worker there has (unfit). The exit code is 1 where somebody has to do something, and 0 where all is well or mends itself.',
  examples: ['', '--json'],
  async run(_, context): Promise<Findings> {
    const { api } = await context.connect()
    return api.queues.explain({ reasons: ['stalled', 'unserved', 'unfit'] })
  },
  show: showFindings,
  exitCode: (findings) => (needsSomebody(findings) ? 1 : 0),
})
