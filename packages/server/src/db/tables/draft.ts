import type { Insertable } from 'kysely'
import type { Actor } from '../../scope.ts'
import { defined } from '../../defined.ts'
import { columnsOf, type Given, givenColumns, prepared } from '../sql/prepared.ts'
import { rowColumns, type TaskRow } from './tasks.ts'
import { draftColumns, type GivenColumn, type NewDraft, type TaskTable } from '../task-columns.ts'

/** The columns that the maker of a draft must give, and others that a clone copies. */
export type DraftColumns = Pick<Insertable<TaskTable>, GivenColumn> & Partial<Insertable<TaskTable>>

export function draftRow(draft: NewDraft, parts: DraftColumns): Insertable<TaskTable> {
  return { ...(draftColumns(draft) as Omit<Insertable<TaskTable>, GivenColumn>), ...parts }
}

export async function insertDraft({ db, company, user, attempt, now, newId }: Actor, parts: DraftColumns): Promise<TaskRow> {
  const draft = { id: newId(), company, user: user.id, maker: attempt?.task ?? null, at: now() }
  const row = draftRow(draft, parts)
  return defined((await insertTask(db, row, columnsOf(row))).rows[0])
}

const insertTask = prepared((db, given: Given<Insertable<TaskTable>>, columns) =>
  db.insertInto('task').values(givenColumns(given, columns)).returning(rowColumns).compile(),
)
