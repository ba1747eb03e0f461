import type { Database } from '../db/schema.ts'

export type Entity = 'task' | 'project' | 'model' | 'queue'
/** How a value compares: `json` is text unless both sides are numbers. */
export type FieldType = 'text' | 'number' | 'time' | 'flag' | 'json'

/** Rows of another table that belong to one row of the entity. */
export interface SideTable {
  readonly from: 'side'
  readonly table: keyof Database
  /** Its column that holds the entity's id. */
  readonly owner: string
  readonly where: Readonly<Record<string, string>>
  readonly value: string
  /** Holds the value as a number where it is one. */
  readonly num?: string
}
export type Source =
  | { readonly from: 'column'; readonly column: string; readonly nullable: boolean }
  | { readonly from: 'json'; readonly column: string; readonly keys: readonly string[]; readonly indexed?: true }
  /** An array of objects in a JSON column, of which one key is meant. */
  | { readonly from: 'items'; readonly column: string; readonly list: string; readonly key: string }
  /** A column of the one row that the entity's column `by` names. */
  | { readonly from: 'joined'; readonly table: 'user' | 'project'; readonly by: string; readonly value: string }
  | SideTable

/** Where a path of the wire lies in the database. */
export interface Field {
  readonly path: string
  readonly type: FieldType
  readonly source: Source
  /** Several values for one row: a condition holds if one of them meets it. */
  readonly many: boolean
  /** Its values are ids of tasks, and may be aliases. */
  readonly tasks?: true
  /** Holds names of projects, which are stored in one form and searched for in that form. */
  readonly projectNames?: boolean
  /** A text of any length, of which PostgreSQL's index has the beginning. */
  readonly long?: true
  /** An index gives a company's rows in its order. */
  readonly ordered?: true
}

export type FieldTable = Readonly<Record<string, Omit<Field, 'path'>>>

export const column = (type: FieldType, name: string, nullable = false) =>
  ({ type, many: false, source: { from: 'column', column: name, nullable } }) as const
export const inJson = (name: string, keys: readonly string[], type: FieldType = 'json') =>
  ({ type, many: false, source: { from: 'json', column: name, keys } }) as const
export const joined = (table: 'user' | 'project', by: string) =>
  ({
    type: 'text',
    many: false,
    source: { from: 'joined', table, by, value: 'name' },
    projectNames: table === 'project',
  }) as const
export const side = (
  table: keyof Database,
  owner: string,
  where: Readonly<Record<string, string>>,
  value: string,
  type: FieldType = 'text',
) => ({ type, many: false, source: { from: 'side', table, owner, where, value } }) as const
export const tags = (table: keyof Database, owner: string, kind: 'tags' | 'system_tags') =>
  ({ ...side(table, owner, { kind }, 'tag'), many: true }) as const
