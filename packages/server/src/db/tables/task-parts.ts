import { type Artifact, type Configuration, mostParams, type Param } from '@clearway/contract'
import { filePathOf } from '@clearway/contract/file-address'
import { type Insertable, sql } from 'kysely'
import type { Reader, Tx } from '../../scope.ts'
import { ActionError } from '../../errors.ts'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'
import { json } from '../sql/json.ts'
import { numberIn } from '../sql/number-in.ts'
import { rowBatches } from '../sql/row-batches.ts'
import { legacyType } from '@clearway/contract/older-task'
import type { Database, TaskArtifactTable, TaskConfigTable, TaskParamTable } from '../schema.ts'

/**
 * `all` deletes all entries that are not given, `section` those that are not given in the given sections, `legacy` those of the type `legacy` that are not
 * given; `merge` inserts and overwrites only.
 */
export type WriteMode = 'all' | 'section' | 'legacy' | 'merge'

/** Flattens `{ section: { name: { value, … } } }` as requests have it. The keys count as section and name, whatever the parameters contain. */
export function paramsOf(
  sections: Readonly<Record<string, Readonly<Record<string, Partial<Param> | { readonly value?: unknown }>>>>,
): Param[] {
  return Object.entries(sections).flatMap(([section, params]) =>
    Object.entries(params).map(([name, param]) => ({ ...(param as Param), section, name })),
  )
}

/**
 * Writes up to ten thousand parameters: more would delay every other call. Keys are trimmed; values are stored as text, and as numbers where they are
 * numbers.
 */
export async function writeParams(tx: Tx, task: string, params: readonly Param[], mode: WriteMode): Promise<void> {
  if (params.length > mostParams)
    throw new ActionError('invalid_request', {
      field: 'hyperparams',
      reason: `must not hold more than ${mostParams} parameters`,
      problems: [{ field: 'hyperparams', message: `must not hold more than ${mostParams} parameters` }],
    })
  const rows = new Map<string, Insertable<TaskParamTable>>()
  for (const param of params) {
    const row = paramRow(tx.company, task, param)
    rows.set(JSON.stringify([row.section, row.name]), row)
  }
  const { db } = tx
  if (mode === 'all') await db.deleteFrom('task_param').where('task', '=', task).execute()
  if (mode === 'legacy') await db.deleteFrom('task_param').where('task', '=', task).where('type', '=', legacyType).execute()
  const sections = [...new Set([...rows.values()].map(({ section }) => section))]
  if (mode === 'section' && sections.length > 0)
    await db.deleteFrom('task_param').where('task', '=', task).where('section', 'in', sections).execute()
  await upsert(tx, 'task_param', [...rows.values()])
}

function paramRow(company: string, task: string, { section, name, value, type, description }: Param): Insertable<TaskParamTable> {
  const text = textOf(value)
  const num = text === null ? null : (numberIn(text) ?? null)
  return {
    task,
    company,
    section: keyOf('hyperparams', section),
    name: keyOf('hyperparams', name),
    value: text,
    num,
    type: type ?? null,
    description: description ?? null,
  }
}

export async function writeConfigs(
  tx: Tx,
  task: string,
  configs: Readonly<Record<string, Configuration>>,
  mode: Exclude<WriteMode, 'section'>,
): Promise<void> {
  const rows = new Map<string, Insertable<TaskConfigTable>>()
  for (const [key, { value, type, description }] of Object.entries(configs)) {
    const name = keyOf('configuration', key)
    rows.set(name, { task, company: tx.company, name, value: textOf(value), type: type ?? null, description: description ?? null })
  }
  if (mode === 'all') await tx.db.deleteFrom('task_config').where('task', '=', task).execute()
  if (mode === 'legacy') await tx.db.deleteFrom('task_config').where('task', '=', task).where('type', '=', legacyType).execute()
  await upsert(tx, 'task_config', [...rows.values()])
}

/** Deletes the artifacts of a task that are not in the list. Returns their URIs. */
export async function deleteOtherArtifacts(tx: Tx, task: string, kept: readonly Artifact[]): Promise<readonly string[]> {
  const names = new Set(kept.map(({ key, mode = 'output' }) => JSON.stringify([key.trim(), mode])))
  const known = await tx.db.selectFrom('task_artifact').select(['key', 'mode', 'uri']).where('task', '=', task).execute()
  const others = known.filter(({ key, mode }) => !names.has(JSON.stringify([key, mode])))
  for (const [mode, of] of Map.groupBy(others, (artifact) => artifact.mode)) {
    const keys = of.map(({ key }) => key)
    const isOther = inList(sql.ref('key'), keys, dialectOf(tx.db))
    await tx.db.deleteFrom('task_artifact').where('task', '=', task).where('mode', '=', mode).where(isOther).execute()
  }
  return others.map(({ uri }) => uri)
}

/** Stores artifacts, and replaces those with the same key and mode. Returns how many. */
export async function writeArtifacts(tx: Tx, task: string, artifacts: readonly Artifact[], attempt: string | null): Promise<number> {
  const rows = new Map<string, Insertable<TaskArtifactTable>>()
  for (const artifact of artifacts) {
    const row = artifactRow(tx.company, task, artifact, attempt)
    rows.set(JSON.stringify([row.key, row.mode]), row)
  }
  await upsert(tx, 'task_artifact', [...rows.values()])
  return rows.size
}

function artifactRow(company: string, task: string, artifact: Artifact, attempt: string | null): Insertable<TaskArtifactTable> {
  const key = artifact.key.trim()
  if (key === '') throw new ActionError('artifact_invalid', { field: 'key' })
  return {
    task,
    company,
    key,
    mode: artifact.mode ?? 'output',
    type: artifact.type ?? '',
    uri: artifact.uri ?? '',
    file: filePathOf(artifact.uri ?? '') ?? null,
    content_size: Math.round(artifact.content_size ?? 0),
    hash: artifact.hash ?? '',
    timestamp: Math.round(artifact.timestamp ?? 0),
    type_data: json(artifact.type_data),
    display_data: json(artifact.display_data ?? []),
    attempt,
  }
}

/** The tables of parts: the key of each, and the columns that a row with the same key replaces. */
const partTables = {
  task_param: { key: ['task', 'section', 'name'], replaced: ['value', 'num', 'type', 'description'] },
  task_config: { key: ['task', 'name'], replaced: ['value', 'type', 'description'] },
  task_artifact: {
    key: ['task', 'key', 'mode'],
    replaced: ['type', 'uri', 'file', 'content_size', 'hash', 'timestamp', 'type_data', 'display_data', 'attempt'],
  },
} as const satisfies { readonly [T in keyof Database]?: PartTable<T> }

interface PartTable<T extends keyof Database> {
  readonly key: readonly (keyof Database[T])[]
  readonly replaced: readonly (keyof Database[T])[]
}

/** Writes rows by the hundred, so that ten thousand parameters do not take ten thousand statements. */
async function upsert<T extends keyof typeof partTables>(tx: Tx, table: T, rows: readonly Insertable<Database[T]>[]): Promise<void> {
  const { key, replaced } = partTables[table]
  const all: readonly object[] = rows
  for (const batch of rowBatches(all))
    await tx.db
      .insertInto<keyof typeof partTables>(table)
      // The types of Kysely cannot follow that the columns belong to `table`; the type of `partTables` checks them.
      .values(batch as Insertable<Database[keyof typeof partTables]>[])
      .onConflict((on) =>
        on.columns(key as never).doUpdateSet(Object.fromEntries(replaced.map((name) => [name, sql.ref(`excluded.${name}`)])) as never),
      )
      .execute()
}

function keyOf(field: string, key: string): string {
  const stripped = key.trim()
  if (stripped === '') throw new ActionError('invalid_request', { field, problems: [{ field, message: 'a key is empty' }] })
  return stripped
}
/** A value as text, as Python would print it. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number)
}

/** Deletes a parameter, or without a name its whole section. Returns how many parameters were deleted. */
export async function deleteParams({ db }: Tx, task: string, section: string, name?: string): Promise<number> {
  let gone = db.deleteFrom('task_param').where('task', '=', task).where('section', '=', section)
  if (name !== undefined && name !== '') gone = gone.where('name', '=', name)
  return Number((await gone.executeTakeFirst()).numDeletedRows)
}

export async function deleteConfigs({ db }: Tx, task: string, names: readonly string[]): Promise<number> {
  const gone = await db.deleteFrom('task_config').where('task', '=', task).where('name', 'in', names).executeTakeFirst()
  return Number(gone.numDeletedRows)
}

/** Deletes an artifact. Returns the URIs of the deleted rows. */
export async function deleteArtifact({ db }: Tx, task: string, key: string, mode: TaskArtifactTable['mode']): Promise<readonly string[]> {
  const gone = db.deleteFrom('task_artifact').where('task', '=', task).where('key', '=', key).where('mode', '=', mode)
  return (await gone.returning('uri').execute()).map(({ uri }) => uri)
}

/** The parameters of several tasks, ordered by section and name. */
export async function readParams({ db }: Pick<Reader, 'db'>, tasks: readonly string[]) {
  return db
    .selectFrom('task_param')
    .select(['task', 'section', 'name', 'value', 'type', 'description'])
    .where(inList(sql.ref('task'), tasks, dialectOf(db)))
    .orderBy('section')
    .orderBy('name')
    .execute()
}

/** The configurations of several tasks, ordered by name. */
export async function readConfigsOf({ db }: Pick<Reader, 'db'>, tasks: readonly string[]) {
  return db
    .selectFrom('task_config')
    .select(['task', 'name', 'value', 'type', 'description'])
    .where(inList(sql.ref('task'), tasks, dialectOf(db)))
    .orderBy('name')
    .execute()
}

/** The configurations of a task. */
export async function readConfigs({ db }: Pick<Reader, 'db'>, task: string) {
  return db.selectFrom('task_config').select(['name', 'value']).where('task', '=', task).execute()
}

/** The value of a configuration of a task; null if there is none. */
export async function readConfig({ db }: Pick<Reader, 'db'>, task: string, name: string): Promise<string | null | undefined> {
  const row = await db.selectFrom('task_config').select('value').where('task', '=', task).where('name', '=', name).executeTakeFirst()
  return row?.value
}

export async function replaceConfig({ db }: Tx, task: string, name: string, value: string): Promise<void> {
  await db.updateTable('task_config').set({ value }).where('task', '=', task).where('name', '=', name).execute()
}

/** The URIs of a task's output artifacts. */
export async function outputUris({ db }: Pick<Reader, 'db'>, task: string): Promise<readonly string[]> {
  const rows = await db.selectFrom('task_artifact').select('uri').where('task', '=', task).where('mode', '=', 'output').execute()
  return rows.map(({ uri }) => uri)
}
