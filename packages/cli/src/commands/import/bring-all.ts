import { CommandFailed } from '../../failure.ts'
import { bringProjects, bringQueues, bringUsers } from './bring-people-and-places.ts'
import { bringRow, type ListedRow } from './bring-row.ts'
import type { Import } from './import.ts'
import { inParallel } from './in-parallel.ts'
import { type Doc, idOf } from './mapping/fields.ts'
import { type FileMode, markerOf } from './mapping/marker.ts'
import { projectsNamed } from './mapping/project.ts'
import { isPublic, listRows, readProjects } from './reading/rows.ts'

export interface ImportOptions {
  /** The names of projects; all, if there is none. */
  readonly projects: readonly string[]
  /** Only what has changed since, in milliseconds since the epoch. */
  readonly since: number | undefined
  readonly fileMode: FileMode
  /** Whether rows are counted only. */
  readonly isDry: boolean
}

/** How many tasks and models are brought at a time. */
const rowsAtOnce = 4

/** Brings everything that was not brought before; what other rows refer to comes first. */
export async function bringAll(start: Omit<Import, 'queues' | 'kind'>, options: ImportOptions): Promise<void> {
  const { source, totals } = start
  const { projects: names, isDry } = options
  const all = await readProjects(source)
  const projects = projectsNamed(all, names)
  const missing = names.find((name) => projectsNamed(all, [name]).length === 0)
  if (missing !== undefined)
    throw new CommandFailed(`The other server has no project "${missing}". Name one as \`project list\` there shows it.`, {
      code: 'not_found',
    })
  if (isDry) totals.add('projects', projects.length)
  const run: Import = { ...start, kind: 'import', queues: isDry ? new Map() : await bringQueues(start) }
  if (!isDry) {
    await bringUsers(run)
    await bringProjects(run, projects)
  }
  const selected = { since: options.since, projects: names.length === 0 ? undefined : projects.flatMap(({ id }) => idOf(id) ?? []) }
  for (const entity of ['model', 'task'] as const)
    await inParallel(newRows(run, entity, listRows(source, `${entity}s`, selected), options), rowsAtOnce, (row) =>
      isDry ? Promise.resolve(totals.add(`${row.entity}s`)) : bringRow(run, row),
    )
}

/** The rows whose present state was not brought completely before. */
export async function* newRows(
  { source, target, totals }: Pick<Import, 'source' | 'target' | 'totals'>,
  entity: ListedRow['entity'],
  pages: AsyncIterable<readonly Doc[]> | Iterable<readonly Doc[]>,
  { fileMode }: Pick<ImportOptions, 'fileMode'>,
): AsyncGenerator<ListedRow> {
  for await (const page of pages) {
    const own = page.filter((row) => !isPublic(row))
    for (const row of page) if (isPublic(row)) totals.skip(entity, 'a public example of the other server', idOf(row['id']) ?? '')
    const ids = own.flatMap(({ id }) => idOf(id) ?? [])
    const { known } = await target.call((api) => api.imports.get_known({ source: source.id, entity, ids }))
    const markers = new Map(known.map(({ id, marker }) => [id, marker]))
    for (const row of own) {
      const id = idOf(row['id']) ?? ''
      const marker = markerOf(row, fileMode)
      if (markers.get(id) === marker) totals.unchanged += 1
      else yield { entity, id, marker }
    }
  }
}
