import { givenOf } from '@clearway/contract/given'
import { type TaskStatus, taskStatuses, type TaskType, taskTypes } from '@clearway/contract/status'
import type { TaskListRequest } from '../../api/task-list.ts'
import { parseFilter, printFilter } from '../../table/filter-language.ts'

/** The parameters in the address of a list of tasks. An absent one has its default. */
export interface TaskSearch {
  readonly q?: string
  readonly status?: TaskStatus
  readonly type?: TaskType
  readonly tag?: string
  /** The id of a run: its steps. */
  readonly run?: string
  readonly project?: string
  /** The text that the choice of a project is searched for. */
  readonly projects?: string
  readonly archived?: true
  /** Whether hidden tasks are listed too. */
  readonly hidden?: true
  readonly cols?: readonly string[]
  readonly sort?: string
  /** The ids of the tasks that are picked. */
  readonly picked?: readonly string[]
}
const defaultSort = '-last_update'
/** How many tasks can be picked at once: more would not fit into an address. */
export const mostPicked = 300

/** Reads the address, which anybody may have written. */
export function readTaskSearch(given: Readonly<Record<string, unknown>>): TaskSearch {
  const text = (name: string): string | undefined => {
    const value = given[name]
    return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined
  }
  const list = (name: string, most: number): readonly string[] | undefined => {
    const value = given[name]
    const texts = Array.isArray(value) ? value.filter((one) => typeof one === 'string').slice(0, most) : []
    return texts.length === 0 ? undefined : [...new Set(texts)]
  }
  const search = {
    q: text('q'),
    status: taskStatuses.find((status) => status === given['status']),
    type: taskTypes.find((type) => type === given['type']),
    tag: text('tag'),
    run: text('run'),
    project: text('project'),
    projects: text('projects'),
    archived: given['archived'] === true ? (true as const) : undefined,
    hidden: given['hidden'] === true ? (true as const) : undefined,
    cols: list('cols', 30),
    sort: text('sort') === defaultSort ? undefined : text('sort'),
    picked: list('picked', mostPicked),
  }
  return givenOf(search)
}

/** The list that an address stands for; `types` limits it to tasks of these types. */
export function requestOf(
  { q, status, type, tag, run, project, archived, hidden, cols = [], sort }: TaskSearch,
  types?: readonly TaskType[],
): TaskListRequest {
  const typed = termsOf(q ?? '')
  const kind = type ?? typed.type
  return {
    ...givenOf({
      text: typed.text,
      status: status ?? typed.status,
      types: types ?? (kind === undefined ? undefined : [kind]),
      tag: tag ?? typed.tag,
    }),
    ...(run === undefined ? {} : { run }),
    ...(project === undefined ? {} : { project }),
    isArchived: archived === true,
    withHidden: hidden === true,
    sort: sort ?? defaultSort,
    columns: cols,
  }
}

/** The terms in the text of a search, beside its words: a choice of the page comes before it, and the last of several terms counts. */
function termsOf(q: string): Pick<TaskSearch, 'status' | 'type' | 'tag'> & { readonly text?: string } {
  const terms = parseFilter(q)
  const text = printFilter(terms.filter((term) => 'text' in term))
  const others = terms.filter((term) => 'status' in term || 'type' in term || 'tag' in term)
  return { ...(Object.assign({}, ...others) as Pick<TaskSearch, 'status' | 'type' | 'tag'>), ...(text === '' ? {} : { text }) }
}
