import type { tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { forgetRun } from '../../db/runs.ts'
import { findOwnTask, moveTask } from '../../db/tasks.ts'
import { transact } from '../../db/transaction.ts'
import { json } from '../../db/json.ts'
import { scheduleEventRemoval } from '../../db/event-removals.ts'
import { removeEventsNow } from '../../telemetry/remove-scheduled.ts'
import { releaseFiles } from '../../files/release-files.ts'
import { clearResults } from './results.ts'
import { letGo, statusFields } from './status-change.ts'
import { removeEntry } from '../../db/queues.ts'
import { ActionError } from '../../errors.ts'

/** A draft again: the definition stays, what it produced goes. Source of what goes: ClearML server 2.3.0. */
export const reset: Handler<typeof tasks.reset> = async (request, ctx) => {
  const { task: id, force, clear_all, delete_output_models = true, return_file_urls, delete_external_artifacts = true } = request
  const done = await transact(ctx, async (tx) => {
    const task = await findOwnTask(tx, id)
    if (task.status === 'published' && force !== true) throw new ActionError('task_published', { task: id })
    const queue = await removeEntry(tx, task.id)
    await forgetRun(tx, task.id)
    await scheduleEventRemoval(tx, [task.id])
    const results = await clearResults(tx, task.id, { models: delete_output_models })
    const moved = await moveTask(tx, task, 'created', {
      force: true,
      reason: 'reset',
      message: 'reset',
      set: {
        queue: null,
        enqueue_status: null,
        started: null,
        completed: null,
        published: null,
        active_duration: null,
        last_worker: null,
        last_worker_report: null,
        last_iteration: 0,
        runtime: '{}',
        models: json({ input: results.inputModels, output: [] }),
        generation: task.generation + 1,
        ...(clear_all === true ? { script: '{}', execution: '{}' } : {}),
      },
    })
    await letGo(tx, task, moved)
    if (delete_external_artifacts) await releaseFiles(tx, [...results.urls.artifacts, ...results.urls.models], { remove: true })
    return { task: task.id, moved, results, queue }
  })
  const events = await removeEventsNow(ctx, [done.task])
  const { results, moved, queue } = done
  return {
    updated: 1,
    fields: statusFields(moved),
    dequeued: queue === undefined ? {} : { removed: 1 },
    events: { deleted: events },
    deleted_models: results.deletedModels,
    ...(return_file_urls === true
      ? { urls: { model_urls: results.urls.models, artifact_urls: results.urls.artifacts, event_urls: [] } }
      : {}),
  }
}
