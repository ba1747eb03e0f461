import type { Api } from '@clearway/sdk'
import type { Context } from '../../command.ts'
import { type Progress, withProgress } from '../../show/progress.ts'

/**
 * Removes the tasks of a queue, some hundreds at a time. Answers how many.
 *
 * @param count how many it had: no further call is made when as many are removed, so that this ends also while others are added
 */
export async function clearTasks(api: Api, queue: string, count: number, context: Context): Promise<number> {
  return withProgress(context, async (progress: Progress) => {
    let removed = 0
    for (;;) {
      const answer = await api.queues.clear({ queue, status_reason: 'taken from the queue at the command line' })
      removed += answer.removed
      // A call that removes nothing leaves tasks that a claim holds, which are about to start.
      if (answer.left === 0 || answer.removed === 0 || removed >= count) return removed
      progress(`${removed} tasks removed, ${answer.left} left`)
    }
  })
}
