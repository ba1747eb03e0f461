import type { Connection, TaskStatus } from '@clearway/contract'
import type { Api } from '@clearway/sdk/client'
import { clientOf } from '@clearway/testkit'

/** A published agent as the server sees it: it takes, starts and reports, looks whether its task is still its own, and runs nothing. */
export interface FakeStockAgent {
  readonly worker: string
  /** Over the session of the agent itself. */
  readonly api: Api
  /** Takes the next task and says that it runs. Undefined where there is none for it. */
  readonly take: (queue: string) => Promise<string | undefined>
  /** The processes of a task that it runs: they log in anew and are known by what they say first. */
  readonly child: (task: string) => Promise<Api>
  /** What it sees of its task every 5 s. */
  readonly look: (task: string) => Promise<TaskStatus | undefined>
  /** Says that it runs nothing. */
  readonly letGo: () => Promise<unknown>
}

export async function fakeStockAgent(connection: Connection, worker: string, queues: readonly string[]): Promise<FakeStockAgent> {
  const api = clientOf(connection)
  await api.workers.register({ worker, queues: [...queues] })
  return {
    worker,
    api,
    async take(queue) {
      const { entry } = await api.queues.get_next_task({ queue })
      if (entry === undefined) return undefined
      await api.tasks.started({ task: entry.task, force: true, status_message: 'pulled by agent' })
      await api.workers.status_report({ worker, task: entry.task, queue, queues: [...queues] })
      return entry.task
    },
    async child(task) {
      const processes = clientOf(connection)
      await processes.tasks.get_by_id({ task })
      await processes.tasks.started({ task, force: false })
      return processes
    },
    look: async (task) => (await statuses(api, [task]))[0]?.status,
    letGo: () => api.workers.status_report({ worker, queues: [...queues] }),
  }
}

/** As ClearML's controllers look at their steps. */
export async function statuses(api: Api, ids: readonly string[]) {
  return (await api.tasks.get_all({ id: [...ids], only_fields: ['status', 'status_message', 'id'], search_hidden: true })).tasks
}
