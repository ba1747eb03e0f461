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
export async function noteChange(
  { db, company, now, notify }: Scope,
  { entity, id, project = null, kind, rev }: EntityChange,
): Promise<void> {
  await db.insertInto('change').values({ company, entity, id, project, kind, rev, created: now() }).execute()
  notify('changes')
}
