import { idlePausedRuns } from '../db/tables/pipeline-runs.ts'
import { transact } from '../db/connection/transaction.ts'
import { lockTask } from '../db/tables/tasks.ts'
import { forEachApart } from '../each-apart.ts'
import type { Scope } from '../scope.ts'
import { serverUser } from '../server-user.ts'
import { moveController } from '../stall/move.ts'

/** Takes the controllers of paused runs, of which nothing runs any more, out of their slots: they wait in their queues until the pause ends. */
export async function freeSlotsOfPausedRuns(scope: Scope): Promise<void> {
  await forEachApart(await idlePausedRuns(scope), ({ task, attempt, company }) =>
    transact({ ...scope, company, user: serverUser }, async (tx) => {
      await lockTask(tx, task)
      // The run may have been resumed since it was found.
      const isIdle = (await idlePausedRuns(tx, task)).some((found) => found.attempt === attempt)
      if (isIdle) await moveController(tx, { task, attempt, why: 'Its run is paused, and waits without a slot.' })
    }),
  )
}
