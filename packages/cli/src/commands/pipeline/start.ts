import { command } from '../../command.ts'
import { findRun } from '../../lookup/find-task.ts'
import { text } from '../../option.ts'
import { UsageError } from '../../usage-error.ts'
import { answerOrFollow, showAnswer } from './after-verb.ts'
import { readValues, setPipelineParameters } from '../../parameters.ts'
import { followOption, runArgument } from './run-options.ts'

export const start = command({
  summary: 'Start a new run of a pipeline that has run before.',
  args: { 'pipeline?': 'Its name: the newest version is started.' },
  options: {
    project: text('The project of the pipeline, if several have that name.', 'PROJECT'),
    version: text('Start the newest run of this version again.', 'VERSION'),
    run: text(`Take the definition of this run instead. ${runArgument}`, 'RUN'),
    set: setPipelineParameters,
    queue: text('The queue of its controller. Default: that of the run before.', 'QUEUE'),
    follow: followOption,
  },
  examples: ['iris --set rows=300', '--run iris#3 --follow'],
  async run({ pipeline: name, project, version, run: given, set, queue, follow }, context) {
    if ((name === undefined) === (given === undefined)) throw new UsageError('Give the name of a pipeline, or --run with a run.')
    const { api } = await context.connect()
    const parameters = set && readValues(set)
    const which =
      name === undefined
        ? { run: (await findRun(api, given)).id }
        : { pipeline: { name, ...(project === undefined ? {} : { project }) }, ...(version === undefined ? {} : { version }) }
    const answer = await api.runs.start({
      ...which,
      ...(parameters === undefined ? {} : { parameters }),
      ...(queue === undefined ? {} : { queue }),
    })
    return answerOrFollow(answer, follow, { api, context })
  },
  show: (answer, look) => showAnswer(`Started ${answer.name}.`, answer, look),
})
