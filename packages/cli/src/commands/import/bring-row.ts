import { givenOf } from '@clearway/contract/given'
import { recordOf } from '@clearway/contract/is-record'
import { isApiError } from '@clearway/sdk/client'
import type { ImportOutcome } from '@clearway/contract'
import { CommandFailed } from '../../failure.ts'
import { readAttempts } from './reading/attempts.ts'
import { bringEvents, bringLog } from './bring-events.ts'
import { bringRun } from './bring-run.ts'
import type { Import } from './import.ts'
import { type Doc, textOf } from './mapping/fields.ts'
import { ownRun } from './mapping/own-run.ts'
import { mapModel } from './mapping/model.ts'
import { addressesOfTask, isLive, mapTask } from './mapping/task.ts'
import { whyItStays } from './why-it-stays.ts'

/** A task or model of the other server, and the state in which the list has shown it. */
export interface ListedRow {
  readonly entity: 'task' | 'model'
  readonly id: string
  readonly marker: string
}

/** Brings a task or model: files, the row, events, log; then records that this state was brought. What our server refuses is left out and counted. */
export async function bringRow(run: Import, row: ListedRow): Promise<void> {
  const { entity, id, marker } = row
  try {
    const outcome = entity === 'task' ? await bringTask(run, id) : await bringModel(run, id)
    const why = whyItStays(run.kind, outcome)
    if (why !== undefined) return run.totals.skip(entity, why, id)
    await run.target.call((api) => api.imports.put({ source: run.source.id, whole: [{ entity, id, marker }] }))
    run.totals.add(entity === 'task' ? 'tasks' : 'models')
  } catch (error) {
    if (!isRefusal(error)) throw error
    run.totals.skip(entity, error.message, id)
  } finally {
    run.show()
  }
}

async function bringTask(run: Import, id: string): Promise<ImportOutcome> {
  const { kind, source, target, files } = run
  const { task } = await source.read((api) => api.tasks.get_by_id({ task: id }))
  const doc: Doc = task
  const addresses = await files.copy(addressesOfTask(doc))
  const mapped = mapTask(doc, { from: source.connection.url, queues: run.queues, addresses })
  const row = await files.rewrite(kind === 'push' ? { ...ownRun(mapped, doc), attempts: await readAttempts(source, id) } : mapped)
  const { tasks } = await target.call((api) => api.imports.put({ source: source.id, tasks: [row] }))
  const outcome = tasks[0]?.outcome ?? 'created'
  if (whyItStays(kind, outcome) !== undefined) return outcome
  if (kind === 'push' && mapped.type === 'controller') await bringRun(run, id)
  await bringEvents(run, id, false)
  await bringLog(run, id, isLive(doc))
  return outcome
}

async function bringModel(run: Import, id: string): Promise<ImportOutcome> {
  const { kind, source, target, files } = run
  const { model } = await source.read((api) => api.models.get_by_id({ model: id }))
  const doc: Doc = model
  const addresses = await files.copy([textOf(doc['uri']) ?? ''])
  const { user, ...mapped } = mapModel(doc, { addresses })
  const row = await files.rewrite({ ...mapped, ...(kind === 'push' ? {} : givenOf({ user })) })
  const { models } = await target.call((api) => api.imports.put({ source: source.id, models: [row] }))
  const outcome = models[0]?.outcome ?? 'created'
  if (whyItStays(kind, outcome) === undefined && Object.keys(recordOf(doc['last_metrics'])).length > 0) await bringEvents(run, id, true)
  return outcome
}

/** Whether a server refused this row alone: it would refuse it again. */
function isRefusal(error: unknown): error is Error {
  const answer = error instanceof CommandFailed ? error.cause : error
  return isApiError(answer) && answer.status >= 400 && answer.status < 500 && ![401, 403, 429].includes(answer.status)
}
