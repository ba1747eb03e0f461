import { fieldOf } from './fields.ts'
import { malformed } from './malformed.ts'
import type { Entity } from './field.ts'
import type { ListRequest } from './request.ts'

/** Conditions by field: a list of values, or `{ any, all, op }`. */
export type FieldConditions = Readonly<Record<string, readonly string[] | object>>

/** The request for the rows that meet conditions by field. Refuses a field that tasks do not have. Undefined if rows of the entity cannot meet one. */
export function conditionsRequest(entity: Entity, conditions: FieldConditions): ListRequest | undefined {
  const entries = Object.entries(conditions)
  const unknown = entries.find(([path]) => fieldOf('task', path) === undefined)
  if (unknown !== undefined) throw malformed(`include_stats_filter.${unknown[0]}`, 'tasks have no such field')
  if (entries.some(([path]) => fieldOf(entity, path) === undefined)) return undefined
  return {
    ...Object.fromEntries(entries.filter(([, values]) => Array.isArray(values))),
    filters: Object.fromEntries(entries.filter(([, values]) => !Array.isArray(values))),
  }
}
