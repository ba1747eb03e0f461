import type { Task, TaskStatus, TaskType } from '@clearway/contract'
import type { Api } from '@clearway/sdk/client'

let made = 0

/** A queue that no other test uses. */
export async function aQueue(api: Api): Promise<string> {
  made += 1
  return (await api.queues.create({ name: `queue ${made}` })).id
}

export async function aTask(api: Api, type: TaskType = 'training', parts: object = {}): Promise<string> {
  made += 1
  return (await api.tasks.create({ name: `task ${made}`, type, ...parts })).id
}

/** New tasks on a queue, in this order. */
export async function queuedTasks(api: Api, queue: string, count: number, type: TaskType = 'training'): Promise<string[]> {
  const tasks: string[] = []
  for (let n = 0; n < count; n += 1) {
    const task = await aTask(api, type)
    await api.tasks.enqueue({ task, queue })
    tasks.push(task)
  }
  return tasks
}

/** The tasks of a queue, in the order in which they will be claimed. */
export async function waitingIn(api: Api, queue: string): Promise<unknown[]> {
  return ((await api.queues.get_by_id({ queue })).queue.entries ?? []).map(({ task }) => task)
}

export async function taskOf(api: Api, task: string): Promise<Task> {
  return (await api.tasks.get_by_id({ task })).task
}
export async function statusOf(api: Api, task: string): Promise<TaskStatus | undefined> {
  return (await taskOf(api, task)).status
}

/** Waits until a task has another status than this one. Answers the new status. */
export async function statusAfter(api: Api, task: string, status: TaskStatus): Promise<TaskStatus> {
  const { tasks } = await api.tasks.wait({ tasks: [{ id: task, status }], timeout: 25 })
  if (tasks.length === 0) throw new Error(`The task is still ${status}.`)
  return tasks[0]!.status
}
