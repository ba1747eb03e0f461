import { givenOf } from '@clearway/contract/given'
import type { Api } from '../client.ts'

/** What a clone does not take over from its task. */
export interface CloneOptions {
  /** Default: `Clone of` and the task’s name. */
  readonly name?: string
  /** Default: the task’s comment. */
  readonly comment?: string
  /** The id of the parent task; default: the parent of the task, or the task itself if it has none. */
  readonly parent?: string
  /** The id of the project; default: the task’s project. */
  readonly project?: string
}

/** Makes a draft with the task's definition and none of its results, and gives its id. */
export async function cloneTask(
  api: Api,
  task: { readonly id: string; readonly name: string },
  { name, comment, parent, project }: CloneOptions,
): Promise<string> {
  const { id } = await api.tasks.clone({
    task: task.id,
    new_task_name: name ?? `Clone of ${task.name}`,
    ...givenOf({ new_task_comment: comment, new_task_parent: parent, new_task_project: project }),
  })
  return id
}
