import { givenOf, ifGiven } from '@clearway/contract/given'
import type { Start } from '@clearway/contract'
import type { Api } from '@clearway/sdk'
import { type OptionValues, text, texts } from '../option.ts'
import { readValues, setParameters } from '../parameters.ts'
import { UsageError } from '../usage-error.ts'

/** The flags that choose what a schedule or a trigger starts. */
export const startOptions = {
  task: text('Start clones of this task: its id, its name, or the beginning of its id.', 'TASK'),
  pipeline: text('Start new runs of this pipeline, like its newest one: its name.', 'NAME'),
  project: text('The project in or below which the pipeline lies. Default: any.', 'PATH'),
  queue: text('The queue. Default: that of what is cloned, or of the newest run.', 'QUEUE'),
  set: setParameters,
  as: text('The name of what is started. Default: that of what is cloned; a new run has the next number.', 'NAME'),
  tag: texts('Tags of what is started, instead of those of the task or run that it is like.', 'TAG'),
} as const

/** Reads what is started. A task is looked up by its name. */
export async function readStart(
  api: Api,
  { task, pipeline, project, queue, set, as, tag }: OptionValues<typeof startOptions>,
): Promise<Start> {
  if ((task === undefined) === (pipeline === undefined))
    throw new UsageError(task === undefined ? 'Nothing is to be started.' : 'Both a task and a pipeline are to be started.', {
      field: '--task',
      cure: 'Give either --task TASK or --pipeline NAME.',
    })
  const { findTask } = await import('../lookup/find-task.ts')
  return {
    ...(task === undefined ? {} : { task: (await findTask(api, task)).id }),
    ...givenOf({
      pipeline,
      project,
      queue,
      // A name without a section stays so: of a pipeline it is a parameter of `Args`, else one of `General`.
      parameters: ifGiven(set, readValues),
      name: as,
      tags: tag && [...tag],
    }),
  }
}
