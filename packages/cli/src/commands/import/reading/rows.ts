import { type Api, isApiError } from '@clearway/sdk/client'
import { CommandFailed } from '../../../failure.ts'
import { type Doc, idOf, textOf, timeOf } from '../mapping/fields.ts'
import { markedFields } from '../mapping/marker.ts'
import type { Source } from './source.ts'

/** The most rows that a server lists at a time. */
const pageSize = 500

type Kind = 'tasks' | 'models'
export interface Selection {
  /** The ids of the projects; all, if absent. */
  readonly projects?: readonly string[] | undefined
  /** Only what has changed since, in milliseconds since the epoch. */
  readonly since?: number | undefined
}

/** All projects, hidden ones too, in the order of their names. */
export async function readProjects(source: Source): Promise<readonly Doc[]> {
  const all: Doc[] = []
  for (let page = 0; ; page += 1) {
    const request = { search_hidden: true, order_by: ['name'], page, page_size: pageSize }
    const { projects } = await source.read((api) => api.projects.get_all(request))
    all.push(...projects)
    if (projects.length < pageSize) return all
  }
}

/** The tasks or models of the other server, a page at a time, the oldest first: with their ids and what `markerOf` needs. */
export async function* listRows(source: Source, kind: Kind, { projects, since }: Selection): AsyncGenerator<readonly Doc[]> {
  const filter = since === undefined ? {} : { last_update: [`>=${new Date(since).toISOString()}`] }
  if (projects === undefined) return yield* walk(source, kind, filter)
  for (let start = 0; start < projects.length; start += 100)
    yield* walk(source, kind, { ...filter, project: projects.slice(start, start + 100) })
}

/**
 * Walks by the time of creation, which never changes, so that rows that are made or deleted meanwhile move no others. Each page begins at the time of
 * the last one; rows of that time that were there already are left out. An older server, which does not know the condition on that time, is walked by
 * the numbers of its pages.
 */
async function* walk(source: Source, kind: Kind, filter: object): AsyncGenerator<readonly Doc[]> {
  let [from, page]: [string | undefined, number] = [undefined, 0]
  let seen: ReadonlySet<string> = new Set()
  for (;;) {
    const rows = await readPage(source, kind, { filter, from, page })
    if (rows === undefined) return yield* walkPages(source, kind, filter)
    yield rows.filter((row) => !seen.has(idOf(row['id']) ?? ''))
    const last = textOf(rows.at(-1)?.['created'])
    if (rows.length < pageSize || last === undefined) return
    // A page whose rows are all of one time is followed by the next page of that time.
    page = last === from ? page + 1 : 0
    seen = new Set(rows.filter(({ created }) => created === last).map(({ id }) => idOf(id) ?? ''))
    from = last
  }
}

/** Walks by the numbers of pages, from the second on. */
async function* walkPages(source: Source, kind: Kind, filter: object): AsyncGenerator<readonly Doc[]> {
  for (let page = 1; ; page += 1) {
    const rows = await source.read((api) => listed(api, kind, requestOf(filter, page)))
    yield rows
    if (rows.length < pageSize) return
  }
}

interface Page {
  readonly filter: object
  /** The earliest time of creation; any, if undefined. */
  readonly from: string | undefined
  readonly page: number
}

/** The rows of a page; undefined if the server refuses or ignores the condition on the time of creation. */
async function readPage(source: Source, kind: Kind, { filter, from, page }: Page): Promise<readonly Doc[] | undefined> {
  if (from === undefined) return source.read((api) => listed(api, kind, requestOf(filter, page)))
  const since = { ...filter, _all_: { fields: ['created'], datetime: [`>=${from}`] } }
  try {
    const rows = await source.read((api) => listed(api, kind, requestOf(since, page)))
    return rows.some(({ created }) => (timeOf(created) ?? 0) < (timeOf(from) ?? 0)) ? undefined : rows
  } catch (error) {
    if (isRefusal(error)) return undefined
    throw error
  }
}

function isRefusal(error: unknown): boolean {
  const cause = error instanceof CommandFailed ? error.cause : error
  return isApiError(cause) && (cause.status === 400 || cause.status === 500)
}

function requestOf(filter: object, page: number) {
  return {
    ...filter,
    search_hidden: true,
    only_fields: ['id', 'created', 'company', ...markedFields],
    order_by: ['created'],
    page,
    page_size: pageSize,
  }
}

async function listed(api: Api, kind: Kind, request: object): Promise<readonly Doc[]> {
  return kind === 'tasks' ? (await api.tasks.get_all(request)).tasks : (await api.models.get_all(request)).models
}

/** Whether a row belongs to all workspaces, as the examples of ClearML's server do. */
export function isPublic({ company }: Doc): boolean {
  return company !== undefined && company !== null && idOf(company) === undefined
}
