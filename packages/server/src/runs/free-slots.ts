import { idlePausedRuns } from '../db/tables/pipeline-runs.ts'
import { transact } from '../db/connection/transaction.ts'
import type { Scope } from '../scope.ts'
import { serverUser } from '../server-user.ts'
import { moveController } from '../stall/move.ts'

/** Takes the controllers of paused runs, of which nothing runs any more, out of their slots: they wait in their queues until the pause ends. */
export async function freeSlotsOfPausedRuns(scope: Scope): Promise<void> {
  for (const { task, attempt, company } of await idlePausedRuns(scope)) {
    const actor = { ...scope, company, user: serverUser }
    await transact(actor, (tx) => moveController(tx, { task, attempt, why: 'Its run is paused, and waits without a slot.' }))
  }
}
