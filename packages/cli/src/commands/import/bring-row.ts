import { isApiError } from '@clearway/sdk/client'
import type { ImportOutcome } from '@clearway/contract'
import { CommandFailed } from '../../failure.ts'
import { bringEvents, bringLog } from './bring-events.ts'
import type { Import } from './import.ts'
import { type Doc, objectOf, textOf } from './mapping/fields.ts'
import { mapModel } from './mapping/model.ts'
import { addressesOfTask, isLive, mapTask } from './mapping/task.ts'

/** A task or model of the other server, and the state in which the list has shown it. */
export interface ListedRow {
  readonly entity: 'task' | 'model'
  readonly id: string
  readonly marker: string
}

/** Why a row stays as it is here. */
const stays: Readonly<Partial<Record<ImportOutcome, string>>> = {
  taken: 'its id was here before the import',
  changed: 'changed here since the last import',
  deleted: 'deleted here since the last import',
}

/** Brings a task or model whole: files, the row, events, log; then records that it is whole. What our server refuses is left out and counted. */
export async function bringRow(run: Import, row: ListedRow): Promise<void> {
  const { entity, id, marker } = row
  try {
    const outcome = entity === 'task' ? await bringTask(run, id) : await bringModel(run, id)
    const why = stays[outcome]
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
  const { task } = await run.source.read((api) => api.tasks.get_by_id({ task: id }))
  const doc: Doc = task
  const addresses = await run.files.copy(addressesOfTask(doc))
  const mapped = mapTask(doc, { from: run.source.connection.url, queues: run.queues, addresses })
  const { tasks } = await run.target.call((api) => api.imports.put({ source: run.source.id, tasks: [mapped] }))
  const outcome = tasks[0]?.outcome ?? 'created'
  if (stays[outcome] !== undefined) return outcome
  await bringEvents(run, id, false)
  await bringLog(run, id, isLive(doc))
  return outcome
}

async function bringModel(run: Import, id: string): Promise<ImportOutcome> {
  const { model } = await run.source.read((api) => api.models.get_by_id({ model: id }))
  const doc: Doc = model
  const addresses = await run.files.copy([textOf(doc['uri']) ?? ''])
  const mapped = mapModel(doc, { addresses })
  const { models } = await run.target.call((api) => api.imports.put({ source: run.source.id, models: [mapped] }))
  const outcome = models[0]?.outcome ?? 'created'
  if (stays[outcome] === undefined && Object.keys(objectOf(doc['last_metrics'])).length > 0) await bringEvents(run, id, true)
  return outcome
}

/** Whether a server refused this row alone: it would refuse it again. */
function isRefusal(error: unknown): error is Error {
  const answer = error instanceof CommandFailed ? error.cause : error
  return isApiError(answer) && answer.status >= 400 && answer.status < 500 && ![401, 403, 429].includes(answer.status)
}
