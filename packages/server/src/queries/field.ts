import type { Database } from '../db/schema.ts'

export type Entity = 'task' | 'project' | 'model' | 'queue'
/** How values are compared. `json` compares as text unless both sides are numbers. */
export type FieldType = 'text' | 'number' | 'time' | 'flag' | 'json'

/** Rows of another table, several of which may belong to one row of the entity. */
export interface SideTable {
  readonly from: 'side'
  readonly table: keyof Database
  /** The column with the entity's id. */
  readonly owner: string
  readonly where: Readonly<Record<string, string>>
  readonly value: string
  /** The column with the value as a number, if it is one. */
  readonly num?: string
}
export type Source =
  | { readonly from: 'column'; readonly column: string; readonly nullable: boolean }
  | { readonly from: 'json'; readonly column: string; readonly keys: readonly string[]; readonly indexed?: true }
  /** One key of the objects in an array in a JSON column. */
  | { readonly from: 'items'; readonly column: string; readonly list: string; readonly key: string }
  /** A column of the row of another table that the entity's column `by` refers to. */
  | { readonly from: 'joined'; readonly table: 'user' | 'project' | 'task' | 'model'; readonly by: string; readonly value: string }
  | SideTable

/** Where the database stores the value of a path of the wire. */
export interface Field {
  readonly path: string
  readonly type: FieldType
  readonly source: Source
  /** Whether a row can have several values. A condition then holds if one of them matches. */
  readonly many: boolean
  /** Whether values are ids of tasks, and so may be aliases. */
  readonly tasks?: true
  /** Whether values are names of projects, which are normalized before they are stored or searched for. */
  readonly projectNames?: boolean
  /** Whether the text may have any length. PostgreSQL's index then holds its beginning. */
  readonly long?: true
  /** Whether an index gives a company's rows in this field's order. */
  readonly ordered?: true
}

export type FieldTable = Readonly<Record<string, Omit<Field, 'path'>>>

export const column = (type: FieldType, name: string, nullable = false) =>
  ({ type, many: false, source: { from: 'column', column: name, nullable } }) as const
export const inJson = (name: string, keys: readonly string[], type: FieldType = 'json') =>
  ({ type, many: false, source: { from: 'json', column: name, keys } }) as const
export const joined = (table: 'user' | 'project' | 'task' | 'model', by: string) =>
  ({
    type: 'text',
    many: false,
    source: { from: 'joined', table, by, value: 'name' },
    projectNames: table === 'project',
  }) as const
export const side = (table: Omit<SideTable, 'from'>, type: FieldType = 'text') =>
  ({ type, many: false, source: { from: 'side', ...table } }) as const
export const tags = (table: keyof Database, owner: string, kind: 'tags' | 'system_tags') =>
  ({ ...side({ table, owner, where: { kind }, value: 'tag' }), many: true }) as const
