import type { Api } from '@clearway/sdk'
import { command } from '../../command.ts'
import { findTask } from '../../lookup/find-task.ts'
import { named } from '../../lookup/named.ts'
import { CommandFailed } from '../../failure.ts'
import { type ShownTask, showTask } from './show-task.ts'

export const show = command({
  summary: 'One task: where it stands, what it was given and what it made.',
  args: { task: 'Its name (the newest of that name), its id, or the beginning of its id.' },
  examples: ['0199f1c2d3e4a5b6c7d8e9f0a1b2c3d4', '"iris step 3: train" --json'],
  async run({ task: given }, context): Promise<ShownTask> {
    const { api } = await context.connect()
    const { id } = await findTask(api, given)
    const [{ tasks }, metrics] = await Promise.all([
      api.tasks.get_all_ex({ id: [id], search_hidden: true, page: 0, page_size: 1 }),
      api.events.get_task_single_value_metrics({ tasks: [id] }).catch((error: unknown) => {
        // The call for the task reports better that there is no such task.
        if (error instanceof Error && 'code' in error && error.code === 'task_not_found') return { tasks: [] }
        throw error
      }),
    ])
    const [task] = tasks
    if (task === undefined) throw new CommandFailed(`There is no task ${id}. Check the id; \`clearway task list\` shows what there is.`)
    const values = (metrics.tasks[0]?.values ?? []).flatMap(({ variant, value }) =>
      typeof variant === 'string' ? [{ name: variant, value: Number(value) }] : [],
    )
    const queue = await queueName(api, named(task.execution?.queue)?.id)
    const isLive = task.status === 'queued' || task.status === 'in_progress'
    const explained = isLive ? { explained: await api.tasks.explain({ task: id }) } : {}
    return { task, values, ...(queue === undefined ? {} : { queue }), ...explained }
  },
  show: showTask,
})

/** The name of a queue; undefined if the queue has been deleted. */
async function queueName(api: Api, id: string | undefined): Promise<string | undefined> {
  if (id === undefined) return undefined
  const { queues } = await api.queues.get_all({ id: [id], search_hidden: true, only_fields: ['name'] })
  return queues[0]?.name ?? id
}
