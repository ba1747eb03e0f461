import { sql } from 'kysely'
import type { Tx } from '../../scope.ts'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'

/** The tables whose rows belong to a project, a model or a task and carry its company, each with the column of the owner's id. */
const sides = {
  project: { project_tag: 'project' },
  model: { model_tag: 'model', task_metric: 'task' },
  task: {
    task_tag: 'task',
    task_words: 'task',
    task_param: 'task',
    task_config: 'task',
    task_artifact: 'task',
    task_metric: 'task',
    task_metric_stat: 'task',
  },
} as const satisfies Record<string, Readonly<Record<string, string>>>

/**
 * Makes rows public, or private again: those that a company has made public. Public rows belong to no company, so that all see them and nobody changes
 * them. Returns the ids of the rows that changed.
 */
export async function publishRows(
  { db, company, now, recordChange }: Tx,
  table: keyof typeof sides,
  ids: readonly string[],
  { open }: { readonly open: boolean },
): Promise<readonly string[]> {
  const dialect = dialectOf(db)
  const [from, to] = open ? [company, ''] : ['', company]
  const mine = open ? sql`1 = 1` : sql`origin = ${company}`
  const { rows } = await sql<{ id: string; rev: number; project: string | null }>`
    update ${sql.table(table)} set company = ${to}, origin = ${open ? company : null}, last_update = ${now()}, rev = rev + 1
    where ${inList(sql.ref('id'), ids, dialect)} and company = ${from} and ${mine}
    returning id, rev, ${table === 'project' ? sql`id` : sql`project`} as project`.execute(db)
  const changed = rows.map(({ id }) => id)
  for (const [side, owner] of Object.entries(sides[table]))
    await sql`update ${sql.table(side)} set company = ${to} where ${inList(sql.ref(owner), changed, dialect)}`.execute(db)
  for (const { id, rev, project } of rows) recordChange({ entity: table, id, project, kind: 'edited', rev })
  return changed
}
