import { givenOf } from '@clearway/contract/given'
import type { ModelListRequest } from '../../api/models.ts'

/** The parameters in the address of the list of models. */
export interface ModelSearch {
  readonly q?: string
  readonly framework?: string
  readonly tag?: string
  readonly project?: string
  /** The text that the choice of a project is searched for. */
  readonly projects?: string
  readonly archived?: true
  readonly cols?: readonly string[]
  readonly sort?: string
}
const defaultSort = '-last_update'

/** Reads the address, which anybody may have written. */
export function readModelSearch(given: Readonly<Record<string, unknown>>): ModelSearch {
  const texts = ['q', 'framework', 'tag', 'project', 'projects', 'sort'].flatMap((name) => {
    const value = typeof given[name] === 'number' ? String(given[name]) : given[name]
    return typeof value !== 'string' || value === '' || (name === 'sort' && value === defaultSort) ? [] : [[name, value] as const]
  })
  const cols = Array.isArray(given['cols']) ? given['cols'].filter((one) => typeof one === 'string').slice(0, 30) : []
  return {
    ...Object.fromEntries(texts),
    ...(given['archived'] === true ? { archived: true } : {}),
    ...(cols.length === 0 ? {} : { cols: [...new Set(cols)] }),
  }
}

/** The list that an address stands for. */
export function modelsOf({ q, framework, tag, project, archived, sort = defaultSort }: ModelSearch): ModelListRequest {
  return {
    ...givenOf({ name: q, framework, tag, project }),
    isArchived: archived === true,
    sort,
  }
}
