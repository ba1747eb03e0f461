import { canDo, type TaskVerb, taskVerbs } from '@clearway/contract/can-do'
import type { TaskStatus } from '@clearway/contract/status'
import type { Api } from '@clearway/sdk'
import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { aTask } from './queued-tasks.ts'

/** How a new task gets each status that lasts. */
const ways: Partial<Record<TaskStatus, (api: Api, task: string) => Promise<unknown>>> = {
  created: async () => {},
  queued: (api, task) => api.tasks.enqueue({ task }),
  in_progress: (api, task) => api.tasks.started({ task }),
  stopped: async (api, task) => {
    await api.tasks.started({ task })
    await api.tasks.stopped({ task })
  },
  closed: async (api, task) => {
    await api.tasks.started({ task })
    await api.tasks.stopped({ task })
    await api.tasks.close({ task })
  },
  failed: async (api, task) => {
    await api.tasks.started({ task })
    await api.tasks.failed({ task })
  },
  completed: async (api, task) => {
    await api.tasks.started({ task })
    await api.tasks.completed({ task })
  },
  published: async (api, task) => {
    await api.tasks.started({ task })
    await api.tasks.completed({ task, publish: true })
  },
}

const calls: Record<TaskVerb, (api: Api, task: string) => Promise<unknown>> = {
  enqueue: (api, task) => api.tasks.enqueue({ task }),
  abort: (api, task) => api.tasks.stop({ task }),
  reset: (api, task) => api.tasks.reset({ task }),
  clone: (api, task) => api.tasks.clone({ task }),
  archive: (api, task) => api.tasks.archive({ tasks: [task] }),
  unarchive: (api, task) => api.tasks.unarchive({ tasks: [task] }),
  tag: (api, task) => api.tasks.update_tags({ ids: [task], add_tags: ['seen'] }),
  publish: (api, task) => api.tasks.publish({ task }),
  delete: (api, task) => api.tasks.delete({ task }),
}
/** What the server takes without a change where it has been done already, so that a repeated call does no harm; people are told. */
const harmless: readonly TaskVerb[] = ['enqueue', 'abort', 'reset', 'archive', 'unarchive', 'publish']

test('what people are told that they can do to a task, the server does, and it refuses what they are told that they cannot', async ({
  api,
}) => {
  for (const [status, make] of Object.entries(ways) as [TaskStatus, NonNullable<(typeof ways)[TaskStatus]>][])
    for (const isArchived of [false, true])
      for (const verb of taskVerbs) {
        const task = await aTask(api)
        await make(api, task)
        if (isArchived && ['queued', 'in_progress'].includes(status)) continue // Archiving ends them.
        if (isArchived) await api.tasks.archive({ tasks: [task] })
        const done = calls[verb](api, task).then(
          () => true,
          () => false,
        )
        const { may } = canDo(verb, { status, isArchived }, 'user')
        if (may || !harmless.includes(verb))
          expect(await done, `${verb} a ${isArchived ? 'archived ' : ''}task that is ${status}`).toBe(may)
        else await done
      }
})
