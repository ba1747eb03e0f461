import type { OwnedRow } from '@clearway/contract'
import { sql } from 'kysely'
import type { Reader } from '../../scope.ts'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'
import { findAliases } from './task-aliases.ts'
import { visibleTo } from '../sql/visible.ts'

/** The tasks to which each row belongs, by the row's id: none if a user made the row. Ids without a row are left out. */
export type Owners = ReadonlyMap<string, readonly string[]>

type FindOwners = (reader: Reader, ids: readonly string[]) => Promise<Owners>

const finders: Readonly<Record<OwnedRow, FindOwners>> = { task: ownersOfTasks, model: ownersOfModels, project: ownersOfProjects }

export function ownersOf(reader: Reader, row: OwnedRow, ids: readonly string[]): Promise<Owners> {
  return finders[row](reader, ids)
}

/** The owners of tasks: a task belongs to itself; the id of a launch stands for the task of that launch. */
async function ownersOfTasks(reader: Reader, ids: readonly string[]): Promise<Owners> {
  const { db, company } = reader
  const tasks = await db
    .selectFrom('task')
    .select('id')
    .where(inList(sql.ref('id'), ids, dialectOf(db)))
    .where(visibleTo(company))
    .execute()
  const aliases = await findAliases(reader, ids)
  return new Map([...aliases.map(({ alias, task }) => [alias, [task]] as const), ...tasks.map(({ id }) => [id, [id]] as const)])
}

async function ownersOfModels({ db, company }: Reader, ids: readonly string[]): Promise<Owners> {
  const models = await db
    .selectFrom('model')
    .select(['id', 'task', 'maker'])
    .where(inList(sql.ref('id'), ids, dialectOf(db)))
    .where(visibleTo(company))
    .execute()
  return new Map(models.map(({ id, task, maker }) => [id, [task, maker].filter((owner) => owner !== null)]))
}

async function ownersOfProjects({ db, company }: Reader, ids: readonly string[]): Promise<Owners> {
  const projects = await db
    .selectFrom('project')
    .select(['id', 'maker'])
    .where(inList(sql.ref('id'), ids, dialectOf(db)))
    .where(visibleTo(company))
    .execute()
  return new Map(projects.map(({ id, maker }) => [id, maker === null ? [] : [maker]]))
}
