import type { Scope } from '../scope.ts'
import { findOwnTask, moveTask } from '../db/tables/tasks.ts'
import { isSilent, silentTasks } from '../db/tables/task-signs-of-life.ts'
import { transact } from '../db/connection/transaction.ts'
import { forEachApart } from '../each-apart.ts'
import type { Presence } from '../presence.ts'
import type { Settings } from '../settings.ts'
import { serverUser } from '../server-user.ts'

/** The message of a stopped silent task: ClearML's controllers recognize this text and keep waiting for such a step. Source: ClearML server 2.3.0. */
const message = 'Forced stop (non-responsive)'

/** Stops tasks that run outside any agent and have not reported for too long; tasks of agents have leases instead. */
export async function stopSilentTasks(scope: Scope & { readonly settings: Settings; readonly presence: Presence }): Promise<void> {
  const { watchdogSeconds } = scope.settings
  // No task could report while the server was absent.
  const before = scope.now() - watchdogSeconds * 1000
  if (watchdogSeconds === 0 || scope.presence.since > before) return
  await forEachApart(await silentTasks(scope, before), ({ id, company }) =>
    transact({ ...scope, company, user: serverUser }, async (tx) => {
      // The task may have reported, ended or been deleted since it was found.
      if (await isSilent(tx, id, before))
        await moveTask(tx, await findOwnTask(tx, id), 'stopped', { from: ['in_progress'], reason: message, message })
    }),
  )
}
