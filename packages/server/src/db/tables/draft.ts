import type { Insertable } from 'kysely'
import type { Actor } from '../../scope.ts'
import { draftColumns, type GivenColumn, type NewDraft, type TaskTable } from '../task-columns.ts'

/** What a new task brings with it, made or cloned: the given columns, and others that are cloned. */
export type DraftParts = Pick<Insertable<TaskTable>, GivenColumn> & Partial<Insertable<TaskTable>>

/** The whole row of a draft: never queued, never run, without a worker. */
export function draftRow(draft: NewDraft, parts: DraftParts): Insertable<TaskTable> {
  return { ...(draftColumns(draft) as Omit<Insertable<TaskTable>, GivenColumn>), ...parts }
}

/** Adds the row of a draft. Answers its id. */
export async function insertDraft({ db, company, user, attempt, now, newId }: Actor, parts: DraftParts): Promise<string> {
  const id = newId()
  const draft = { id, company, user: user.id, maker: attempt?.task ?? null, at: now() }
  await db.insertInto('task').values(draftRow(draft, parts)).execute()
  return id
}
