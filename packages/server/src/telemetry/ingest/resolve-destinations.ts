import type { ReadConnection } from '../../scope.ts'
import type { EntityBatch } from './entity-batch.ts'
import { mayReport } from './may-report.ts'
import type { BatchSource } from '../telemetry.ts'

/** The task and attempt to which the events of one id belong, or why the events are refused. */
export type Destination = { readonly task: string; readonly attempt: number; readonly effects: boolean } | { readonly refused: string }

/** How many ids one statement takes; SQLite allows 32,766 parameters. */
const idsAtOnce = 1000

/**
 * Resolves where the events of each id belong: replaces aliases by their tasks, refuses published tasks and models, and chooses the attempt by the
 * source.
 */
export async function resolveDestinations(
  control: ReadConnection,
  company: string,
  entities: readonly EntityBatch[],
  source: BatchSource,
): Promise<ReadonlyMap<EntityBatch, Destination>> {
  const tasks = entities.filter(({ model }) => !model)
  const aliases = await aliasesOf(
    control,
    company,
    tasks.map(({ id }) => id),
  )
  const realId = ({ id }: EntityBatch): string => aliases.get(id) ?? id
  const found = await tasksOf(control, company, tasks.map(realId))
  const ofOthers = tasks.map(realId).filter((id) => id !== source.attempt?.task)
  const attempts = await latestAttempts(control, company, ofOthers)
  const models = await modelsOf(
    control,
    company,
    entities.filter(({ model }) => model).map(({ id }) => id),
  )
  const ownersOf = ({ task, maker }: FoundModel) => [task, maker]
  const mayBeReported = await mayReport(control, company, source, [
    ...[...found.keys()].map((id) => [id]),
    ...[...models.values()].map(ownersOf),
  ])

  function destinationOf(entity: EntityBatch): Destination {
    if (entity.model) {
      const model = models.get(entity.id)
      if (model !== undefined && !mayBeReported(ownersOf(model)))
        return { refused: 'The model does not belong to the task of this attempt' }
      return modelDestination(entity, model?.ready, source)
    }
    const task = realId(entity)
    const status = found.get(task)
    if (status === undefined) return { refused: 'There is no such task' }
    if (!mayBeReported([task])) return { refused: 'The task does not belong to the task of this attempt' }
    if (!entity.allowLocked && (status === 'published' || status === 'publishing')) return { refused: 'The task is published' }
    return { task, attempt: attemptFor(task, attempts.get(task) ?? 0, source), effects: source.attempt?.live !== false }
  }
  return new Map(entities.map((entity) => [entity, destinationOf(entity)]))
}

function modelDestination(entity: EntityBatch, ready: boolean | undefined, source: BatchSource): Destination {
  if (ready === undefined) return { refused: 'There is no such model' }
  if (ready && !entity.allowLocked) return { refused: 'The model is published' }
  return { task: entity.id, attempt: 0, effects: source.attempt?.live !== false }
}

/**
 * The number of the attempt under which events are stored. An attempt writes its own task's events under its own number. Any other source writes
 * under the latest attempt's, so that a later report of the same identity overwrites an earlier one; but an attempt that has ended overwrites no
 * events of other tasks.
 */
function attemptFor(task: string, latest: number, { attempt }: Pick<BatchSource, 'attempt'>): number {
  if (attempt?.task === task) return attempt.number
  return attempt === undefined || attempt.live ? latest : 0
}

async function aliasesOf(control: ReadConnection, company: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await inParts(ids, (part) =>
    control.selectFrom('task_alias').select(['alias', 'task']).where('company', '=', company).where('alias', 'in', part).execute(),
  )
  return new Map(rows.map(({ alias, task }) => [alias, task]))
}
async function tasksOf(control: ReadConnection, company: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await inParts(ids, (part) =>
    control.selectFrom('task').select(['id', 'status']).where('company', '=', company).where('id', 'in', part).execute(),
  )
  return new Map(rows.map(({ id, status }) => [id, status]))
}
interface FoundModel {
  readonly ready: boolean
  readonly task: string | null
  readonly maker: string | null
}
async function modelsOf(control: ReadConnection, company: string, ids: readonly string[]): Promise<ReadonlyMap<string, FoundModel>> {
  const rows = await inParts(ids, (part) =>
    control.selectFrom('model').select(['id', 'ready', 'task', 'maker']).where('company', '=', company).where('id', 'in', part).execute(),
  )
  return new Map(rows.map(({ id, ready, task, maker }) => [id, { ready: ready === 1, task, maker }]))
}
async function latestAttempts(control: ReadConnection, company: string, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await inParts(ids, (part) =>
    control
      .selectFrom('attempt')
      .select(({ fn }) => ['task', fn.max('number').as('number')])
      .where('company', '=', company)
      .where('task', 'in', part)
      .groupBy('task')
      .execute(),
  )
  return new Map(rows.map(({ task, number }) => [task, number]))
}

async function inParts<Row>(ids: readonly string[], read: (part: readonly string[]) => Promise<readonly Row[]>): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (let start = 0; start < ids.length; start += idsAtOnce) rows.push(...(await read(ids.slice(start, start + idsAtOnce))))
  return rows
}
