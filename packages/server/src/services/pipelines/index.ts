import type { Implementation, pipelines } from '@clearway/contract'
import { changeMany } from '../../change-many.ts'
import type { Context } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { runsIn } from '../../db/tables/pipeline-runs.ts'
import { findOwnProject } from '../../db/tables/projects.ts'
import { hasLiveWorker } from '../../db/tables/workers.ts'
import { ActionError } from '../../errors.ts'
import { queueOfRun } from '../../runs/queue-of-run.ts'
import { startRun } from '../../runs/start-run.ts'
import { deleteTask } from '../../tasks/delete.ts'
import { removeReports } from '../../tasks/remove-reports.ts'
import { deletedAnswer } from '../tasks/delete.ts'

/** What is deleted with a run. */
const withAll = { force: true, deleteOutputModels: true, deleteFiles: true, includeSteps: true } as const

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
    await findOwnProject(ctx, project, 'refer')
    const all = await runsIn(ctx, project)
    if (all.every((id) => ids.includes(id))) throw new ActionError('all_runs', { project })
    const runs = all.filter((id) => ids.includes(id))
    const { succeeded, failed } = await changeMany(ctx, runs, async (tx, id) => {
      // Locks the project, so that two calls that leave different runs do not delete all of them.
      await findOwnProject(tx, project)
      if ((await runsIn(tx, project)).every((one) => one === id)) throw new ActionError('all_runs', { project })
      return deleteTask(tx, id, withAll)
    })
    const deleted = succeeded.flatMap(({ change }) => [...change.ids, ...change.deletedModels])
    const { images } = await removeReports(ctx, deleted, { files: withAll.deleteFiles })
    return { succeeded: succeeded.map(({ id, change }) => ({ id, ...deletedAnswer(change, {}, images) })), failed }
  },
}
