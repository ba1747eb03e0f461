import type { contract, RequestOf } from '@clearway/contract'
import { re2 } from '../db/connection/re2.ts'
import type { TriggerEventKind } from '../db/schema.ts'
import { storedProjectName } from '../db/sql/project-name.ts'
import type { Source } from '../db/tables/trigger-sources.ts'

/** What a trigger waits for, and what must hold besides. */
export type Condition = Pick<
  RequestOf<(typeof contract)['triggers']['create']>,
  'statuses' | 'tags' | 'project' | 'name_pattern' | 'types' | 'required_tags'
>

export interface TriggerEvent {
  readonly kind: TriggerEventKind
  readonly value: string
}

/** The statuses and tags that begin a check of the condition. */
export function watchedBy({ statuses = [], tags = [] }: Condition): TriggerEvent[] {
  return [
    ...new Set(statuses).values().map((value) => ({ kind: 'status', value }) as const),
    ...new Set(tags).values().map((value) => ({ kind: 'tag', value }) as const),
  ]
}

/** Whether the rest of a condition holds for the task or model that got a status or a tag. */
export function holds({ project, name_pattern, types, required_tags = [] }: Condition, source: Source): boolean {
  if (project !== undefined && !isWithin(source.projectName, storedProjectName(project))) return false
  if (name_pattern !== undefined && !re2({ source: name_pattern, ignoreCase: false }).test(source.name)) return false
  if (types !== undefined && (source.type === undefined || !types.includes(source.type))) return false
  return required_tags.every((tag) => source.tags.includes(tag))
}

function isWithin(path: string, above: string): boolean {
  return path === above || path.startsWith(`${above}/`)
}
