import type { RequestOf, ResponseOf, runs } from '@clearway/contract'
import type { OperationTx } from '../context.ts'
import { appendRunEvents } from '../db/tables/runs.ts'
import { findOwnTask } from '../db/tables/tasks.ts'
import { launchStep } from '../dispatch/launch-step.ts'
import { ActionError } from '../errors.ts'

/** Appends the events of a controller's process to its run, with the launches that follow from them. Refuses a run that the server drives. */
export async function appendRun(
  tx: OperationTx,
  { run, expected_seq: expectedSeq, engine_version: engineVersion, events, launch = [] }: RequestOf<typeof runs.append>,
): Promise<ResponseOf<typeof runs.append>> {
  const { id, driver, project, rev } = await findOwnTask(tx, run)
  if (driver === 'server') throw new ActionError('driven_by_server', { run })
  const seq = await appendRunEvents(tx, id, { expectedSeq, engineVersion, events })
  tx.recordChange({ entity: 'task', id, project, kind: 'run', rev })
  const launched = []
  for (const step of launch) launched.push(await launchStep(tx, { ...step, key: { ...step.key, run } }))
  return { seq, launched }
}
