import type { Connection, TaskStatus } from '@clearway/contract'
import type { Api } from '@clearway/sdk/client'
import { clientOf } from '@clearway/testkit'

/** An agent that makes the calls of the published ClearML agent (claim, start, report, check its task) and runs nothing. */
export interface FakeStockAgent {
  readonly worker: string
  /** The API in the agent's own session. */
  readonly api: Api
  /** Claims the next task and reports that it runs; undefined if there is no task. */
  readonly take: (queue: string) => Promise<string | undefined>
  /** The processes of a task that the agent runs: they log in by themselves, and the server recognises them by their first call. */
  readonly child: (task: string) => Promise<Api>
  /** The status of the task, as the agent reads it every 5 s. */
  readonly readStatus: (task: string) => Promise<TaskStatus | undefined>
  /** Reports that the agent runs nothing. */
  readonly release: () => Promise<unknown>
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
    readStatus: async (task) => (await statuses(api, [task]))[0]?.status,
    release: () => api.workers.status_report({ worker, queues: [...queues] }),
  }
}

/** Reads a task as ClearML's controllers read their steps. */
export async function statuses(api: Api, ids: readonly string[]) {
  return (await api.tasks.get_all({ id: [...ids], only_fields: ['status', 'status_message', 'id'], search_hidden: true })).tasks
}
