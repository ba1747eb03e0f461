import { type Command, stepFailedReason } from '@clearway/engine'
import { recordPing } from '../db/tables/task-signs-of-life.ts'
import { writeArtifacts } from '../db/tables/task-parts.ts'
import { moveTask, type TaskRow } from '../db/tables/tasks.ts'
import type { Stopper } from '../tasks/stop.ts'
import type { RunResult } from './run-result.ts'

export type Finish = Extract<Command, { readonly type: 'finish' }>

/** Gives the controller of an ended run its status, with the words that a controller's own process uses, and a completed one its result. */
export async function finishRun(actor: Stopper, controller: TaskRow, { status, reason }: Finish, result?: RunResult): Promise<void> {
  await recordPing(actor, controller.id)
  if (status === 'completed' && result !== undefined) await writeArtifacts(actor, controller.id, result.artifacts, null)
  const asked = controller.status_reason === '' ? 'aborted' : controller.status_reason
  const words = {
    completed: { reason: 'completed', message: 'by the server' },
    failed: { reason: stepFailedReason, message: reason },
    stopped: { reason: controller.stop_requested === 1 ? asked : reason, message: reason },
  }[status]
  await moveTask(actor, controller, status, { from: ['in_progress'], ...words })
}
