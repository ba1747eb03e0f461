import { givenOf } from '@clearway/contract/given'
import type { TaskType } from '@clearway/contract'
import { taskTypes } from '@clearway/contract/status'
import { command } from '../../command.ts'
import { assertKnown, flag, text, texts } from '../../option.ts'
import { readStart, startOptions } from '../../starts/start-options.ts'
import { statuses } from '../../statuses.ts'
import { UsageError } from '../../usage-error.ts'

export const create = command({
  summary: 'Make a trigger, by which the server starts a task or a pipeline when another task, or a model, gets a status or a tag.',
  details:
    'Parameters may hold ${trigger.id}, ${trigger.name}, ${trigger.project} and ${trigger.url} of the task or model that triggered it, and ${trigger.event}, the status or tag. A trigger never fires for what it started itself.',
  args: { name: 'Its name, which no other trigger has.' },
  options: {
    ...startOptions,
    onTask: statuses('The statuses of tasks that trigger it:'),
    onModel: statuses('The statuses of models that trigger it:', ['created', 'published']),
    onTaskTag: texts('The tags that trigger it when they are added to a task.', 'TAG'),
    onModelTag: texts('The tags that trigger it when they are added to a model.', 'TAG'),
    within: text('Only tasks or models in this project, or below it.', 'PATH'),
    matching: text('Only tasks or models whose name matches this regular expression.', 'PATTERN'),
    type: texts('Only tasks of these types.', 'TYPE'),
    tagged: texts('Only tasks or models that have all of these tags.', 'TAG'),
    paused: flag('Make it paused.'),
  },
  examples: [
    'evaluate --on-task completed --within "vision" --matching "^train" --task evaluate --set Args/model_task=\'${trigger.id}\'',
    "deploy --on-model published --pipeline deploy --set url='${trigger.url}'",
    'review --on-task-tag "needs review" --task review',
  ],
  async run({ name, onTask, onModel, onTaskTag, onModelTag, within, matching, type, tagged, paused, ...what }, context) {
    const [forTasks, forModels] = [(onTask ?? onTaskTag) !== undefined, (onModel ?? onModelTag) !== undefined]
    if (forTasks === forModels)
      throw new UsageError(forTasks ? 'Tasks and models cannot both trigger it.' : 'The trigger has no condition.', {
        field: forTasks ? '--on-model' : '--on-task',
        cure: 'Give --on-task or --on-task-tag, or --on-model or --on-model-tag; make two triggers for both.',
      })
    assertKnown('--type', type, taskTypes)
    const { api } = await context.connect()
    const [becomes, tags] = forTasks ? [onTask, onTaskTag] : [onModel, onModelTag]
    return api.triggers.create({
      name,
      entity: forTasks ? 'task' : 'model',
      start: await readStart(api, what),
      ...givenOf({
        statuses: becomes && [...becomes],
        tags: tags && [...tags],
        project: within,
        name_pattern: matching,
        types: type as TaskType[] | undefined,
        required_tags: tagged && [...tagged],
      }),
      ...(paused ? { enabled: false } : {}),
    })
  },
  show: ({ id }, look) => `${look.paint('green', '✓')} Made.  ${look.paint('dim', id)}`,
})
