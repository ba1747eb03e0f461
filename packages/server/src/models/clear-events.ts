import { scheduleEventRemoval } from '../db/tables/event-removals.ts'
import { findOwnModel } from '../db/tables/models.ts'
import { ActionError } from '../errors.ts'
import type { Tx } from '../scope.ts'

/** Schedules the removal of a model's events. Refuses a published model, whose events are locked. Source: ClearML server 2.3.0. */
export async function clearModelEvents(tx: Tx, id: string, allowLocked: boolean): Promise<void> {
  const model = await findOwnModel(tx, id)
  if (model.ready === 1 && !allowLocked) throw new ActionError('model_ready', { model: id })
  await scheduleEventRemoval(tx, [id])
}
