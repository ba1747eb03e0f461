import type { ImportedRun } from '@clearway/contract'
import type { OperationTx } from '../context.ts'
import { admitRow, type Importer } from '../db/tables/imported-rows.ts'
import { appendRunEvents, deleteRun } from '../db/tables/runs.ts'

/** Writes events of an imported run, at the times that they have. The first ones replace what an import that was killed has left. */
export async function putRun(
  tx: OperationTx,
  { source, isAdmin }: Importer,
  { run, engine_version, after, events }: ImportedRun,
): Promise<void> {
  const { standing } = await admitRow(tx, { source, entity: 'task', id: run }, isAdmin)
  if (standing !== 'unchanged') return
  if (after === 0) await deleteRun(tx, run)
  if (events.length > 0) await appendRunEvents(tx, run, { expectedSeq: after, engineVersion: engine_version, events, atTheirTimes: true })
}
