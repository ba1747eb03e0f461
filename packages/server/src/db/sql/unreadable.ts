import { type RawBuilder, sql, type SqlBool } from 'kysely'
import type { Reader } from '../../scope.ts'
import { ActionError } from '../../errors.ts'
import { type Dialect, dialectOf } from '../connection/dialect.ts'
import { parse } from './json.ts'
import { type TaskDocument, taskDocuments } from '../task-columns.ts'

/** A JSON column that holds an object; undefined where it does not, so that one damaged row does not stop those that are read with it. */
export function parseObject<T extends object = Readonly<Record<string, unknown>>>(text: string): T | undefined {
  const value = parseOrNothing(text)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as T) : undefined
}

/** The same for a column that holds a list. */
export function parseList<T = unknown>(text: string): readonly T[] | undefined {
  const value = parseOrNothing(text)
  return Array.isArray(value) ? (value as T[]) : undefined
}

export function parseOrNothing(text: string): unknown {
  try {
    return parse<unknown>(text)
  } catch {
    // The caller names what is unreadable.
    return undefined
  }
}

/** A part of a task that something is built upon. Throws `task_unreadable` where it cannot be read. */
export function readPart<T extends object = Readonly<Record<string, unknown>>>(task: string, part: TaskDocument, text: string): T {
  const value = parseObject<T>(text)
  if (value === undefined) throw new ActionError('task_unreadable', { task, parts: [part] })
  return value
}

/** Whether a JSON column holds what it should, for SQL that looks into it: both databases refuse the whole statement otherwise. */
export function isReadable(column: RawBuilder<unknown>, holds: 'object' | 'list', dialect: Dialect): RawBuilder<SqlBool> {
  const type = sql.lit(holds === 'object' ? 'object' : 'array')
  return dialect === 'postgres'
    ? sql<SqlBool>`jsonb_typeof(${column}) = ${type}`
    : sql<SqlBool>`case when json_valid(${column}) then json_type(${column}) = ${type} else 0 end`
}

/** The column where it is readable, else an empty object or list. */
export function readableColumn(column: RawBuilder<unknown>, holds: 'object' | 'list', dialect: Dialect): RawBuilder<unknown> {
  const empty = holds === 'object' ? '{}' : '[]'
  return sql`(case when ${isReadable(column, holds, dialect)} then ${column} else ${dialect === 'postgres' ? sql`${sql.lit(empty)}::jsonb` : sql.lit(empty)} end)`
}

/** The parts of a queued task that cannot be read, its labels among them as `resources`; nobody could run it as it was meant. */
export async function unreadableParts({ db }: Pick<Reader, 'db'>, task: string): Promise<readonly TaskDocument[]> {
  const dialect = dialectOf(db)
  const broken = (column: string, holds: 'object' | 'list') => sql`not (${isReadable(sql.ref(column), holds, dialect)})`
  const { rows } = await sql<Readonly<Record<TaskDocument, boolean | number>>>`select ${sql.join(
    taskDocuments.map((name) =>
      name === 'resources'
        ? sql`(${broken('t.resources', 'object')} or ${broken('e.labels', 'list')}) as resources`
        : sql`${broken(`t.${name}`, 'object')} as ${sql.ref(name)}`,
    ),
  )} from task t join queue_entry e on e.task = t.id where t.id = ${task}`.execute(db)
  return taskDocuments.filter((name) => Boolean(rows[0]?.[name]))
}
