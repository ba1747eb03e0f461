import { command } from '../../command.ts'
import { findRun } from '../../lookup/find-task.ts'
import { text } from '../../option.ts'
import { answerOrFollow, showAnswer } from './after-verb.ts'
import { readValues, setPipelineParameters } from '../../parameters.ts'
import { followOption, runArgument } from './run-options.ts'

export const rerun = command({
  summary: 'Start a new run with the definition of a run.',
  args: { run: runArgument },
  options: {
    set: setPipelineParameters,
    queue: text('The queue of its controller. Default: that of the run.', 'QUEUE'),
    follow: followOption,
  },
  examples: ['iris', 'iris#3 --set rows=300 --follow'],
  async run({ run: given, set, queue, follow }, context) {
    const { api } = await context.connect()
    const parameters = set && readValues(set)
    const answer = await api.runs.rerun({
      run: (await findRun(api, given)).id,
      ...(parameters === undefined ? {} : { parameters }),
      ...(queue === undefined ? {} : { queue }),
    })
    return answerOrFollow(answer, follow, { api, context })
  },
  show: (answer, look) => showAnswer(`Started ${answer.name}.`, answer, look),
})
