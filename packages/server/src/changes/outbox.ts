import type { ChangeEntity } from '@clearway/contract'
import type { Scope } from '../context.ts'

export interface EntityChange {
  readonly entity: ChangeEntity
  readonly id: string
  readonly project?: string | null
  /** created, status, edited, deleted … */
  readonly kind: string
  readonly rev: number
}

/** Notes a change in the transaction that makes it: the stream tells of it if and only if it is committed. */
export async function noteChange(scope: Scope, change: EntityChange): Promise<void> {
  if (scope.keepChange === undefined) await writeChanges(scope, [change])
  else scope.keepChange(change)
}

/** Writes what was noted, in its order. */
export async function writeChanges({ db, company, now, notify }: Scope, changes: readonly EntityChange[]): Promise<void> {
  if (changes.length === 0) return
  const created = now()
  await db
    .insertInto('change')
    .values(changes.map(({ entity, id, project = null, kind, rev }) => ({ company, entity, id, project, kind, rev, created })))
    .execute()
  notify('changes')
}
