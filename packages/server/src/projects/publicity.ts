import { refuseTaken } from '../db/connection/refuse-taken.ts'
import { publishRows } from '../db/tables/public-rows.ts'
import { ActionError } from '../errors.ts'
import type { Tx } from '../scope.ts'

/** Makes projects public, or private again. Refuses ids of projects that are not the company's, before it changes any. Source: ClearML server 2.3.0. */
export async function setProjectsPublic(tx: Tx, ids: readonly string[], open: boolean): Promise<number> {
  const changed = new Set(await refuseTaken(ids.join(', '), () => publishRows(tx, 'project', ids, { open })))
  const missing = ids.find((id) => !changed.has(id))
  if (missing !== undefined) throw new ActionError('project_not_found', { project: missing })
  return changed.size
}
