import { command } from '../../command.ts'
import { findRun } from '../../lookup/find-task.ts'
import { text } from '../../option.ts'
import { answerOrFollow, showAnswer } from './after-verb.ts'
import { followOption, parametersOf, parametersOption, runArgument } from './run-options.ts'

export const retry = command({
  summary: 'Let a run go on: what failed begins anew, or one step does, with all below it.',
  details: 'The run and its number stay, and so do the steps that completed.',
  args: { run: runArgument },
  options: {
    from: text('The step that begins anew with all below it. Default: all that failed or were aborted.', 'STEP'),
    set: parametersOption,
    follow: followOption,
  },
  examples: ['iris', 'iris#3 --from train --set lr=0.1 --follow'],
  async run({ run: given, from, set, follow }, context) {
    const { api } = await context.connect()
    const parameters = parametersOf(set)
    const answer = await api.runs.retry({
      run: (await findRun(api, given)).id,
      ...(from === undefined ? {} : { from }),
      ...(parameters === undefined ? {} : { parameters }),
    })
    return answerOrFollow(answer, follow, { api, context })
  },
  show: (answer, look) => showAnswer(`${answer.name} goes on.`, answer, look),
})
