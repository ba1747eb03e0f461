import { bringProjects } from '../import/bring-people-and-places.ts'
import { newRows } from '../import/bring-all.ts'
import { bringRow, type ListedRow } from '../import/bring-row.ts'
import type { Import } from '../import/import.ts'
import { inParallel } from '../import/in-parallel.ts'
import { type Doc, idOf, textOf } from '../import/mapping/fields.ts'
import { readProjects } from '../import/reading/rows.ts'
import { readFamily } from './run-family.ts'

/** How many tasks and models are brought at a time. */
const rowsAtOnce = 4

/** Brings a run with all that belongs to it. The run comes last, so that nobody sees a part of it. */
export async function pushRun(push: Import, run: string): Promise<void> {
  const { models, tasks, projects } = await readFamily(push.source, run)
  await bringProjects(push, withThoseAbove(await readProjects(push.source), projects))
  const rows = (entity: ListedRow['entity'], docs: readonly Doc[]) => newRows(push, entity, pagesOf(docs), { fileMode: 'copy' })
  const bring = (row: ListedRow): Promise<void> => bringRow(push, row)
  await inParallel(rows('model', models), rowsAtOnce, bring)
  await inParallel(
    rows(
      'task',
      tasks.filter(({ id }) => id !== run),
    ),
    rowsAtOnce,
    bring,
  )
  await inParallel(
    rows(
      'task',
      tasks.filter(({ id }) => id === run),
    ),
    1,
    bring,
  )
}

/** The projects with these ids and those above them. */
function withThoseAbove(all: readonly Doc[], ids: ReadonlySet<string>): readonly Doc[] {
  const names = all.flatMap(({ id, name }) => (ids.has(idOf(id) ?? '') ? (textOf(name) ?? []) : []))
  return all.filter(({ name }) => names.some((one) => one === name || one.startsWith(`${String(name)}/`)))
}

function pagesOf(rows: readonly Doc[]): readonly (readonly Doc[])[] {
  return Array.from({ length: Math.ceil(rows.length / 500) }, (_, page) => rows.slice(page * 500, (page + 1) * 500))
}
