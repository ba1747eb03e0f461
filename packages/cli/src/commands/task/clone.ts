import { command } from '../../command.ts'
import { findQueueId } from '../../lookup/find-queue.ts'
import { findTask } from '../../lookup/find-task.ts'
import { text } from '../../option.ts'
import { showQueued, whatHolds } from './what-holds.ts'
import { readParameters, setParameters } from '../../parameters.ts'

export const clone = command({
  summary: 'Make a draft with the definition of another task, and perhaps run it.',
  args: { task: 'Its name (the newest of that name), its id, or the beginning of its id.' },
  options: {
    name: text('The draft’s name. Default: the other’s.', 'NAME'),
    project: text('Its project, by its whole name, which is made if there is none. Default: the project of the other.', 'NAME'),
    set: setParameters,
    queue: text('Put it on this queue at once.', 'QUEUE'),
  },
  examples: ['train --set Args/lr=0.1 --queue gpu', '0199f1c2d3e4a5b6c7d8e9f0a1b2c3d4 --name "train, longer"'],
  async run({ task: given, name, project, set = [], queue }, context) {
    const hyperparams = readParameters(set)
    const { api } = await context.connect()
    // All names are looked up before anything is made.
    const [{ id: source }, queueId] = await Promise.all([findTask(api, given), queue === undefined ? undefined : findQueueId(api, queue)])
    const { id: task } = await api.tasks.clone({
      task: source,
      ...(name === undefined ? {} : { new_task_name: name }),
      ...(project === undefined ? {} : { new_project_name: project }),
    })
    if (hyperparams.length > 0) await api.tasks.edit_hyper_params({ task, hyperparams })
    if (queueId === undefined) return { task, source, queued: false, holds: [] }
    const { queue_watched: isWatched } = await api.tasks.enqueue({ task, queue: queueId, verify_watched_queue: true })
    return { task, source, queued: true, holds: await whatHolds(api, queueId, isWatched) }
  },
  show: ({ task, queued, holds }, look) => {
    const cloned = `${look.paint('green', '✓')} ${queued && holds.length === 0 ? 'Cloned and queued' : 'Cloned'}: ${task}`
    return holds.length === 0 ? cloned : `${cloned}\n${showQueued('Queued', holds, look)}`
  },
})
