import { pipelineOfRun } from '@clearway/engine'
import type { RetryPreview } from '@clearway/sdk'
import { UsageError } from '../../usage-error.ts'
import { command } from '../../command.ts'
import { findRun } from '../../lookup/find-task.ts'
import { flag, text } from '../../option.ts'
import { answerOrFollow, type RunAnswer, showAnswer } from './after-verb.ts'
import { showRetryPreview } from './show-retry-preview.ts'
import { retryWithFile } from './retry-with-file.ts'
import { showWarnings } from '../run/show-warnings.ts'
import { readValues, setPipelineParameters } from '../../parameters.ts'
import { followOption, runArgument } from './run-options.ts'

export const retry = command({
  summary: 'Let a run go on: what failed begins anew, or one step does, with all below it.',
  details:
    'The run and its number stay, and so do the steps that completed. With --file what begins anew has the code of a file of pipelines that are written with functions; `clearway run FILE` starts a new run with it.',
  args: { run: runArgument },
  options: {
    from: text('The step that begins anew with all below it. Default: all that failed or were aborted.', 'STEP'),
    file: text('New code: the .ts or .js file that exports the pipeline, mended.', 'FILE'),
    pipeline: text('Which pipeline of the file. Default: the one with the name of the run.', 'NAME'),
    set: setPipelineParameters,
    dryRun: flag('Say which steps would begin anew, and begin nothing.'),
    follow: followOption,
  },
  examples: ['iris', 'iris --from train --dry-run', 'iris#3 --from train --set lr=0.1 --follow', 'churn --from train --file churn.ts'],
  async run({ run: given, from, file, pipeline, set, dryRun: isDry, follow }, context) {
    if (pipeline !== undefined && file === undefined) throw new UsageError('--pipeline is used only with --file.', { field: '--pipeline' })
    if (isDry && file !== undefined)
      throw new UsageError('--dry-run goes by the code that the run has: leave out --file.', { field: '--file' })
    if (isDry && follow) throw new UsageError('--dry-run begins nothing that --follow could show.', { field: '--follow' })
    const connection = await context.connect()
    const { api } = connection
    const { id, name = '' } = await findRun(api, given)
    const parameters = set && readValues(set)
    const what = { run: id, ...(from === undefined ? {} : { from }), ...(parameters === undefined ? {} : { parameters }) }
    if (isDry) {
      const preview = await api.runs.preview_retry(what)
      if (!context.json) for (const line of showWarnings(preview.warnings, context.look)) context.printOnStderr(line)
      return preview
    }
    const answer =
      file === undefined
        ? await api.runs.retry(what)
        : await retryWithFile({ file, pipeline: pipeline ?? pipelineOfRun(name), what }, connection, context.printOnStderr)
    return answerOrFollow(answer, follow, { api, context })
  },
  show: (answer, look) => (isPreview(answer) ? showRetryPreview(answer) : showAnswer(`${answer.name} goes on.`, answer, look)),
})

function isPreview(answer: RunAnswer | RetryPreview): answer is RetryPreview {
  return 'repeats' in answer
}
