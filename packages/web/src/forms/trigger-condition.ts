import type { RequestOf, triggers } from '@clearway/contract'
import type { TaskStatus, TaskType } from '@clearway/contract/status'

/** What the form of a trigger holds. Lists of tags are texts, apart by commas. */
export interface TriggerFields {
  readonly entity: 'task' | 'model'
  readonly statuses: readonly TaskStatus[]
  readonly tags: string
  readonly project: string
  readonly pattern: string
  readonly type: TaskType | ''
  readonly required: string
}
type Condition = Omit<RequestOf<typeof triggers.create>, 'name' | 'start' | 'enabled'>

/** What a trigger waits for, from the fields of its form. What is empty limits nothing. */
export function conditionOf({ entity, statuses, tags, project, pattern, type, required }: TriggerFields): Condition {
  const [added, needed] = [tagsIn(tags), tagsIn(required)]
  return {
    entity,
    ...(statuses.length === 0 ? {} : { statuses: [...statuses] }),
    ...(added.length === 0 ? {} : { tags: added }),
    ...(project.trim() === '' ? {} : { project: project.trim() }),
    ...(pattern === '' ? {} : { name_pattern: pattern }),
    ...(type === '' || entity === 'model' ? {} : { types: [type] }),
    ...(needed.length === 0 ? {} : { required_tags: needed }),
  }
}

function tagsIn(text: string): string[] {
  return text
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')
}
