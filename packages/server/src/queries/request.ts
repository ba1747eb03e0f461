import { isRecord, recordOf } from '@clearway/contract/is-record'
import { storedProjectName } from '../db/sql/project-name.ts'
import { bounds, refuseBeyond } from './bounds.ts'
import { hasAll, hasAny, readChoice } from './choice.ts'
import type { Entity, Field } from './field.ts'
import { fieldOf } from './fields.ts'
import { malformed } from './malformed.ts'
import { readPattern } from './pattern.ts'
import { all, always, any, never, not, type Predicate } from './predicate.ts'
import { readFilterRange, readNumbers, readTimes } from './range.ts'
import { readSearchText } from './search-text.ts'
import { leavesOf } from './walk.ts'
import { defined } from '../defined.ts'

export type ListRequest = Readonly<Record<string, unknown>>

/** The fields that a request searches by a regular expression, unanchored and case-sensitive. */
const patternFields = ['name', 'basename', 'comment', 'description', 'report']
const joinedFields = { _all_: all, _and_: all, _any_: any, _or_: any } as const
/** The system tag that hides a row, unless the request asks for rows with the tag. */
const hiddenTag: Readonly<Partial<Record<Entity, string>>> = { task: 'hidden', project: 'hidden', queue: 'k8s-glue' }

/** Reads the filters of a `get_all`. Keys that name no field of the entity are ignored, because clients send many such keys. */
export function readRequest(entity: Entity, request: ListRequest): Predicate {
  const filters = recordOf(request['filters'])
  const parts = [hidden(entity, request)]
  for (const [path, filter] of Object.entries(filters)) parts.push(readFilter(entity, path, filter))
  for (const [key, value] of Object.entries(request)) {
    if (value === null || value === undefined || Object.hasOwn(filters, key)) continue
    if (key in joinedFields) parts.push(readJoined(entity, key as keyof typeof joinedFields, value))
    else if (key === 'search_text') parts.push(readText(entity, value))
    else parts.push(readField(entity, key, value, request))
  }
  if (entity === 'project' && request['shallow_search'] === true && isEmpty(request['parent']))
    parts.push({ is: 'missing', field: defined(fieldOf('project', 'parent')) })
  const predicate = all(parts)
  refuseBeyond('filters', leavesOf(predicate).length, bounds.conditions)
  return predicate
}

function readText(entity: Entity, value: unknown): Predicate {
  if (typeof value !== 'string') throw malformed('search_text', 'expected a text')
  return readSearchText(entity, value)
}

function hidden(entity: Entity, request: ListRequest): Predicate {
  const tag = hiddenTag[entity]
  // A hidden queue is found by its name as well. Source: ClearML server 2.3.0.
  const isNamed = !isEmpty(request['id']) || (entity === 'queue' && !isEmpty(request['name']))
  if (tag === undefined || request['search_hidden'] === true || isNamed) return always
  return not({ is: 'in', field: defined(fieldOf(entity, 'system_tags')), values: [tag] })
}

function readField(entity: Entity, path: string, value: unknown, request: ListRequest): Predicate {
  const field = fieldOf(entity, path)
  if (field === undefined) return always
  if (patternFields.includes(path) && typeof value === 'string') return textMatch(field, value, false)
  if (field.type === 'time') return isEmpty(value) ? always : readTimes(field, value)
  if (field.type === 'number') return readNumbers(field, value)
  const choice = readChoice(field, value)
  const below =
    entity === 'project'
      ? path === 'parent' && request['shallow_search'] !== true
      : path === 'project' && request['include_subprojects'] === true
  return below ? withSubprojects(choice, path as 'project' | 'parent') : choice
}

function textMatch(field: Field, pattern: string, ignoreCase: boolean): Predicate {
  if (pattern === '') return always
  const match = readPattern(pattern, { ignoreCase, path: field.path })
  // Clients search for a project by the name that they are about to create, so the name is normalized as a new project's is.
  const isName = field.projectNames === true && match.how === 'equal'
  return { is: 'text', field, match: isName ? { ...match, text: storedProjectName(match.text) } : match }
}

/** Extends conditions on a project to all projects below it. */
function withSubprojects(predicate: Predicate, path: 'project' | 'parent'): Predicate {
  if (predicate.is === 'in') return { is: 'in_project', projects: predicate.values.map(String), path }
  if (predicate.is === 'not') return not(withSubprojects(predicate.of, path))
  if (predicate.is === 'all') return all(predicate.of.map((part) => withSubprojects(part, path)))
  return predicate.is === 'any' ? any(predicate.of.map((part) => withSubprojects(part, path))) : predicate
}

/** Reads `{ fields, pattern | datetime | values }`. The pattern is case-insensitive. A path that the entity does not have matches nothing. */
function readJoined(entity: Entity, key: keyof typeof joinedFields, value: unknown): Predicate {
  if (!isRecord(value) || !Array.isArray(value['fields'])) throw malformed(key, 'expected { fields: [...], pattern | datetime | values }')
  const { fields, pattern, datetime, values } = value
  if (fields.length === 0) return always
  const each = fields.map((path) => fieldOf(entity, String(path)))
  const join = joinedFields[key]
  if (typeof pattern === 'string') return join(each.map((field) => (field === undefined ? never : textMatch(field, pattern, true))))
  if (datetime !== undefined && datetime !== null) {
    const times = each.filter((field) => field?.type === 'time')
    return times.length === 0 ? always : join(times.map((field) => readTimes(defined(field), datetime)))
  }
  if (values === undefined || values === null) return always
  return join(each.map((field) => (field === undefined ? never : readChoice(field, values))))
}

/**
 * Reads `{ any: { include, exclude }, all: { include, exclude }, range: [min, max], op }`: of `any` one condition must hold, of `all` every one.
 */
function readFilter(entity: Entity, path: string, filter: unknown): Predicate {
  const field = fieldOf(entity, path)
  if (filter === null || filter === undefined || field === undefined) return always
  if (!isRecord(filter)) throw malformed(`filters.${path}`, 'expected { any, all, range, op }')
  refuseOthers(`filters.${path}`, filter, ['any', 'all', 'range', 'op'])
  for (const key of ['any', 'all']) if (isRecord(filter[key])) refuseOthers(`filters.${path}.${key}`, filter[key], ['include', 'exclude'])
  const op = filter['op'] ?? 'and'
  if (op !== 'and' && op !== 'or') throw malformed(`filters.${path}.op`, 'expected and, or')
  const some = lists(filter['any'])
  const every = lists(filter['all'])
  const range = filter['range'] ?? undefined
  const parts = [
    ...(range === undefined ? [] : [readFilterRange(field, range, `filters.${path}.range`)]),
    ...(some.include.length + some.exclude.length === 0
      ? []
      : [
          any([
            ...(some.include.length === 0 ? [] : [hasAny(field, some.include)]),
            ...(some.exclude.length === 0 ? [] : [not(hasAll(field, some.exclude))]),
          ]),
        ]),
    ...(every.include.length + every.exclude.length === 0
      ? []
      : [all([hasAll(field, every.include), ...(every.exclude.length === 0 ? [] : [not(hasAny(field, every.exclude))])])]),
  ]
  return parts.length === 0 ? always : op === 'and' ? all(parts) : any(parts)
}

/** Refuses a key that the filter does not have: ignored, it would let rows pass that it is to keep out. Source: ClearML server 2.3.0. */
function refuseOthers(path: string, filter: object, known: readonly string[]): void {
  const other = Object.keys(filter).find((key) => !known.includes(key))
  if (other !== undefined) throw malformed(`${path}.${other}`, `expected one of ${known.join(', ')}`)
}

function lists(condition: unknown): { include: readonly unknown[]; exclude: readonly unknown[] } {
  const { include, exclude } = recordOf(condition)
  return { include: Array.isArray(include) ? include : [], exclude: Array.isArray(exclude) ? exclude : [] }
}
const isEmpty = (value: unknown) => value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
