import type { TaskVerb } from '@clearway/contract/can-do'
import { api } from '../api/client.ts'

/** The verbs that need no more than the task; the queue of `enqueue` and the tags of `tag` are given in a form. */
export type PlainVerb = Exclude<TaskVerb, 'tag'>
/** The answer of an action on several tasks. */
export interface ManyAnswer {
  readonly succeeded: readonly unknown[]
  readonly failed: readonly { readonly error: { readonly msg: string } }[]
}

interface CalledTask {
  readonly id: string
  readonly name: string
  /** The id of the queue that it was in; empty: in none. */
  readonly queue: string
}

/** Does something to one task, and gives the id of what it makes. A task that was in a queue before is enqueued there again, another one into the default queue. */
export async function callForTask(verb: PlainVerb, { id: task, name, queue }: CalledTask): Promise<{ readonly id?: string }> {
  switch (verb) {
    case 'enqueue':
      await api.tasks.enqueue({ task, ...(queue === '' ? {} : { queue }) })
      return {}
    case 'abort':
      await api.tasks.stop({ task })
      return {}
    case 'clone':
      return api.tasks.clone({ task, new_task_name: `Clone of ${name}` })
    case 'archive':
      await api.tasks.archive({ tasks: [task] })
      return {}
    case 'unarchive':
      await api.tasks.unarchive({ tasks: [task] })
      return {}
    case 'reset':
    case 'publish':
    case 'delete':
      await api.tasks[verb]({ task })
      return {}
  }
}

/** Does something to several tasks, to each by itself. */
export function callForTasks(verb: Exclude<PlainVerb, 'clone' | 'enqueue'>, ids: string[]): Promise<ManyAnswer> {
  switch (verb) {
    case 'abort':
      return api.tasks.stop_many({ ids })
    case 'reset':
      return api.tasks.reset_many({ ids })
    case 'archive':
      return api.tasks.archive_many({ ids })
    case 'unarchive':
      return api.tasks.unarchive_many({ ids })
    case 'publish':
      return api.tasks.publish_many({ ids })
    case 'delete':
      return api.tasks.delete_many({ ids })
  }
}

/** How many tasks have a task as their parent. */
export async function countChildren(task: string): Promise<number> {
  return (await api.tasks.count({ parent: [task], search_hidden: true })).total
}
