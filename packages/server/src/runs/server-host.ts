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
import { ActionError, undefinedIf } from '../errors.ts'
import type { Reader } from '../scope.ts'
import type { Stopper } from '../tasks/stop.ts'
import { stopTask } from '../tasks/stop.ts'
import { hasEnded } from '@clearway/contract'

/** How many of the newest finished tasks with a hash are candidates for a cached step. */
const candidates = 10
/** How many tasks a run has in memory: most steps have the same few base tasks. */
const mostTasks = 8

/** What a host reads. */
type ReadingHost = Omit<Host, 'launch' | 'stop' | 'callbacks'>

/**
 * Reads for a run what its steps refer to and what its cache holds. Whether a file still exists is known from its row, wherever its bytes lie. `tasks`:
 * what is in memory of them.
 */
export function readingHost(reader: Reader, controller: Pick<TaskRow, 'id' | 'project'>, tasks: Map<string, Task>): ReadingHost {
  return {
    run: controller.id,
    project: controller.project ?? undefined,
    readTask: async (id) => {
      const known = tasks.get(id)
      tasks.delete(id)
      const task = known ?? (await readTask(reader, id))
      tasks.set(id, task)
      for (const oldest of tasks.keys()) if (tasks.size > mostTasks) tasks.delete(oldest)
      return task
    },
    readModels: (ids) => readModelDocuments(reader, ids),
    findFinished: async (hash) =>
      readTaskDocuments(reader, await finishedWithHash(reader, hash, candidates), ['id', 'execution.artifacts', 'models']),
    findEarlier: async (name) => {
      const id = controller.project === null ? undefined : await newestFinished(reader, controller.project, name)
      return id === undefined ? undefined : readTask(reader, id)
    },
    isFileGone: async (uri) => {
      const path = filePathOf(uri)
      return path !== undefined && (await findFile(reader, path)) === undefined
    },
    md5: (text) => createHash('md5').update(text).digest('hex'),
  }
}

/** Hosts a run in a transaction: launches steps in it. `actor` acts in the name of the run's user, as an attempt of its controller. */
export function serverHost(actor: Stopper, controller: Pick<TaskRow, 'id' | 'project'>, tasks: Map<string, Task>): Host {
  return {
    ...readingHost(actor, controller, tasks),
    launch: async (launch) => {
      const launched = await inSavepoint(actor, () => launchStep(actor, launch))
      // The run knows by the answer what it has launched. An inner run that has begun is to be followed.
      if (launched.status === 'queued') settleChanges(actor, launched.task)
      return launched
    },
    stop: async (task, reason) => {
      const row = await findOwnTask(actor, task).catch(undefinedIf('task_not_found'))
      if (row !== undefined && !hasEnded(row.status) && row.status !== 'created') await stopTask(actor, row, { force: true, reason })
    },
    callbacks: () => ({}),
  }
}

async function readTask(reader: Reader, id: string): Promise<Task> {
  const [task] = await readTaskDocuments(reader, [id])
  if (task === undefined) throw new ActionError('task_not_found', { task: id })
  return task
}
