import { createHash } from 'node:crypto'
import type { Task } from '@clearway/contract'
import { filePathOf } from '@clearway/contract/file-address'
import type { Host } from '@clearway/engine'
import { inSavepoint, settleChanges } from '../db/connection/transaction.ts'
import { readModelDocuments } from '../db/documents/model-document.ts'
import { readTaskDocuments } from '../db/documents/task-document.ts'
import { findFile } from '../db/tables/files.ts'
import { finishedWithHash, newestFinished } from '../db/tables/server-runs.ts'
import { findOwnTask, type TaskRow } from '../db/tables/tasks.ts'
import { launchStep } from '../dispatch/launch-step.ts'
import { ActionError } from '../errors.ts'
import type { Stopper } from '../tasks/stop.ts'
import { stopTask } from '../tasks/stop.ts'
import { hasEnded } from '@clearway/contract'

/** How many of the newest finished tasks with a hash are candidates for a cached step. */
const candidates = 10
/** How many tasks a run has in memory: most steps have the same few base tasks. */
const mostTasks = 8

/**
 * Hosts a run in a transaction: reads rows and launches steps in it. `actor` acts in the name of the run's user, as an attempt of its controller.
 * Whether a file still exists is known from its row, wherever its bytes lie.
 */
export function serverHost(actor: Stopper, controller: Pick<TaskRow, 'id' | 'project'>, tasks: Map<string, Task>): Host {
  return {
    run: controller.id,
    project: controller.project ?? undefined,
    readTask: async (id) => {
      const known = tasks.get(id)
      tasks.delete(id)
      const task = known ?? (await readTask(actor, id))
      tasks.set(id, task)
      for (const oldest of tasks.keys()) if (tasks.size > mostTasks) tasks.delete(oldest)
      return task
    },
    readModels: (ids) => readModelDocuments(actor, ids),
    findFinished: async (hash) =>
      readTaskDocuments(actor, await finishedWithHash(actor, hash, candidates), ['id', 'execution.artifacts', 'models']),
    findEarlier: async (name) => {
      const id = controller.project === null ? undefined : await newestFinished(actor, controller.project, name)
      return id === undefined ? undefined : readTask(actor, id)
    },
    isFileGone: async (uri) => {
      const path = filePathOf(uri)
      return path !== undefined && (await findFile(actor, path)) === undefined
    },
    md5: (text) => createHash('md5').update(text).digest('hex'),
    launch: async (launch) => {
      const launched = await inSavepoint(actor, () => launchStep(actor, launch))
      // The run knows by the answer what it has launched. An inner run that has begun is to be followed.
      if (launched.status === 'queued') settleChanges(actor, launched.task)
      return launched
    },
    stop: async (task, reason) => {
      const row = await findOwnTask(actor, task).catch(unlessDeleted)
      if (row !== undefined && !hasEnded(row.status) && row.status !== 'created') await stopTask(actor, row, { force: true, reason })
    },
    callbacks: () => ({}),
  }
}

async function readTask(actor: Stopper, id: string): Promise<Task> {
  const [task] = await readTaskDocuments(actor, [id])
  if (task === undefined) throw new ActionError('task_not_found', { task: id })
  return task
}

/** The task was deleted, which its run learns of by itself. */
function unlessDeleted(error: unknown): undefined {
  if (error instanceof ActionError && error.code === 'task_not_found') return undefined
  throw error
}
