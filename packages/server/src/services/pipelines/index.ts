import type { Implementation, pipelines } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { hasLiveWorker } from '../../db/tables/workers.ts'
import { deleteRuns } from '../../runs/delete-runs.ts'
import { queueOfRun } from '../../runs/queue-of-run.ts'
import { startRun } from '../../runs/start-run.ts'
import { deletedAnswer } from '../tasks/delete.ts'

export const pipelinesService: Implementation<typeof pipelines, Context> = {
  start_pipeline: ({ task, queue, args = [], verify_watched_queue }, ctx) =>
    transact(ctx, async (tx) => {
      // Refuses an unknown queue before the run is checked, so that the error names the queue.
      if (queue !== undefined) await queueOfRun(tx, queue, { queue: null })
      const parameters = Object.fromEntries(args.map(({ name, value }) => [name, value ?? '']))
      const { task: run } = await startRun(tx, task, { queue, parameters })
      const started = { pipeline: run.id, enqueued: true }
      if (verify_watched_queue !== true) return started
      // The server itself drives a run that is in no queue.
      const isWatched = run.status !== 'queued' || (await hasLiveWorker(tx, run.queue ?? ''))
      return { ...started, queue_watched: isWatched }
    }),
  delete_runs: async ({ project, ids }, ctx) => {
    const { succeeded, failed, images } = await deleteRuns(ctx, project, ids)
    return { succeeded: succeeded.map(({ id, change }) => ({ id, ...deletedAnswer(change, {}, images) })), failed }
  },
}
