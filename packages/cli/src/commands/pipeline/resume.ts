import { command } from '../../command.ts'
import { findRun } from '../../lookup/find-task.ts'
import { answerOrFollow, showAnswer } from './after-verb.ts'
import { followOption, runArgument } from './run-options.ts'

export const resume = command({
  summary: 'Let a run go on that is paused, was stopped, or whose controller was lost.',
  args: { run: runArgument },
  options: { follow: followOption },
  examples: ['iris', 'iris#3 --follow'],
  async run({ run: given, follow }, context) {
    const { api } = await context.connect()
    const answer = await api.runs.resume({ run: (await findRun(api, given)).id })
    return answerOrFollow(answer, follow, { api, context })
  },
  show: (answer, look) => showAnswer(`${answer.name} goes on.`, answer, look),
})
