import { json, parse } from '../db/sql/json.ts'
import { ActionError } from '../errors.ts'
import type { Clock, Reader, Tx } from '../scope.ts'
import type { ListRequest } from './request.ts'

const kind = 'download'
const minutes = 10

/** A column of a table that is downloaded. */
export interface TableColumn {
  readonly field: string
  readonly name?: string
  /** Texts to write for values. */
  readonly values?: readonly { readonly key: string; readonly value: string }[]
}

/** A list that is downloaded as a table. */
export interface PreparedList {
  readonly entity: 'task' | 'model' | 'project'
  readonly request: ListRequest
  readonly columns: readonly TableColumn[]
}

/** Stores a list for ten minutes, beside the scrolls, whose job deletes it. Answers the id of the download. */
export async function storePreparedList({ db, company, newId, tick }: Tx, prepared: PreparedList): Promise<string> {
  const id = newId()
  const row = { id, company, entity: kind, state: json(prepared), expires: tick() + minutes * 60_000 }
  await db.insertInto('scroll').values(row).execute()
  return id
}

export async function findPreparedList({ db, company, tick }: Reader & Clock, id: string): Promise<PreparedList> {
  const row = await db
    .selectFrom('scroll')
    .select('state')
    .where('id', '=', id)
    .where('company', '=', company)
    .where('entity', '=', kind)
    .where('expires', '>', tick())
    .executeTakeFirst()
  if (row === undefined) throw new ActionError('download_not_found', { prepare_id: id })
  return parse<PreparedList>(row.state)
}
