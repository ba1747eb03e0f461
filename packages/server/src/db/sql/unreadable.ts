import { isRecord } from '@clearway/contract/is-record'
import { type RawBuilder, sql, type SqlBool } from 'kysely'
import type { Reader } from '../../scope.ts'
import { ActionError } from '../../errors.ts'
import { type Dialect, dialectOf } from '../connection/dialect.ts'
import { parse } from './json.ts'
import { type Given, preparedRead } from './prepared.ts'
import { type TaskDocument, taskDocuments } from '../task-columns.ts'

/** Parses a JSON column that holds an object; undefined if it does not, so that one damaged row does not fail the others. */
export function parseObject<T extends object = Readonly<Record<string, unknown>>>(text: string): T | undefined {
  const value = parseOrNothing(text)
  return isRecord(value) ? (value as T) : undefined
}

/** Parses a JSON column that holds a list; undefined if it does not. */
export function parseList<T = unknown>(text: string): readonly T[] | undefined {
  const value = parseOrNothing(text)
  return Array.isArray(value) ? (value as T[]) : undefined
}

export function parseOrNothing(text: string): unknown {
  try {
    return parse<unknown>(text)
  } catch {
    // The caller reports what is unreadable.
    return undefined
  }
}

/** Reads a part of a task that the caller depends on. Throws `task_unreadable` if the part cannot be read. */
export function readPart<T extends object = Readonly<Record<string, unknown>>>(task: string, part: TaskDocument, text: string): T {
  const value = parseObject<T>(text)
  if (value === undefined) throw new ActionError('task_unreadable', { task, parts: [part] })
  return value
}

/**
 * The condition that a JSON column holds an object or a list, for SQL that reads inside the column: both databases fail the whole statement
 * otherwise.
 */
export function isReadable(column: RawBuilder<unknown>, holds: 'object' | 'list', dialect: Dialect): RawBuilder<SqlBool> {
  const type = sql.lit(holds === 'object' ? 'object' : 'array')
  return dialect === 'postgres'
    ? sql<SqlBool>`jsonb_typeof(${column}) = ${type}`
    : sql<SqlBool>`case when json_valid(${column}) then json_type(${column}) = ${type} else 0 end`
}

/** The column if it is readable, else an empty object or list. */
export function readableColumn(column: RawBuilder<unknown>, holds: 'object' | 'list', dialect: Dialect): RawBuilder<unknown> {
  const empty = holds === 'object' ? '{}' : '[]'
  return sql`(case when ${isReadable(column, holds, dialect)} then ${column} else ${dialect === 'postgres' ? sql`${sql.lit(empty)}::jsonb` : sql.lit(empty)} end)`
}

/** The unreadable parts of a queued task; unreadable labels count as `resources`. A task with such parts cannot be run as intended. */
export async function unreadableParts({ db }: Pick<Reader, 'db'>, task: string): Promise<readonly TaskDocument[]> {
  const { rows } = await brokenParts(db, { task })
  return taskDocuments.filter((name) => Boolean(rows[0]?.[name]))
}

const brokenParts = preparedRead((db, given: Given<{ task: string }>) => {
  const dialect = dialectOf(db)
  const broken = (column: string, holds: 'object' | 'list') => sql`not (${isReadable(sql.ref(column), holds, dialect)})`
  return sql<Readonly<Record<TaskDocument, boolean | number>>>`select ${sql.join(
    taskDocuments.map((name) =>
      name === 'resources'
        ? sql`(${broken('t.resources', 'object')} or ${broken('e.labels', 'list')}) as resources`
        : sql`${broken(`t.${name}`, 'object')} as ${sql.ref(name)}`,
    ),
  )} from task t join queue_entry e on e.task = t.id where t.id = ${given('task')}`.compile(db)
})
