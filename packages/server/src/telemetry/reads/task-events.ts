import { isRecord } from '@clearway/contract/is-record'
import { type EventType, eventTypes, isEventType, shownValue } from '../event.ts'
import type { SampleTableName } from '../ingest/entity-batch.ts'
import { Refusal } from '../thread/refusal.ts'
import type { TaskEventsQuery } from '../telemetry.ts'
import { countPoints } from './count-points.ts'
import { type Curve, curvesOf } from './curves.ts'
import { byName } from './names.ts'
import { pointsOf } from './points.ts'
import type { EventRecord, Order, Reader } from './reader.ts'
import { compareRefs, readSample, sampleRefs } from './samples.ts'
import { readScroll, writeScroll } from './scroll.ts'
import { countLines, linesOf, logEvent } from './task-log.ts'
import { typeOf } from './type-of.ts'
import { defined } from '../../defined.ts'

/** The last event that was returned. The next page begins after it. */
interface Position {
  readonly type: EventType
  readonly metric: string
  readonly variant: string
  readonly iter: number
  readonly key: string
}
interface State {
  readonly task: string
  readonly eventType?: EventType
  readonly order: Order
  readonly total: number
  /** The last line when the scroll began. Later lines are not part of the scroll. */
  readonly lastLine: number
  readonly at: Position
}
interface Walk extends Omit<State, 'at' | 'total' | 'eventType'> {
  readonly metrics: TaskEventsQuery['metrics']
  readonly at: Position | undefined
}
interface Found {
  readonly event: EventRecord
  readonly at: Position
}

const pointsAtOnce = 1000
const tables: Readonly<Partial<Record<EventType, SampleTableName>>> = {
  plot: 'plot',
  training_debug_image: 'image',
  training_stats_vector: 'vector',
}

/** Reads events of one type or of all, series by series, so that a million points are read in the order of their index. */
export async function taskEvents(
  reader: Reader,
  query: TaskEventsQuery,
): Promise<{ events: EventRecord[]; returned: number; total: number; scroll_id?: string }> {
  const before = query.scrollId === undefined ? undefined : readScroll('events', query.scrollId, isState)
  const task = query.task ?? before?.task
  if (task === undefined || (before !== undefined && before.task !== task)) throw new Refusal('invalid_scroll')
  const eventType = before === undefined ? typeOf(query.eventType) : before.eventType
  const order = before?.order ?? query.order
  const lastLine = before?.lastLine ?? (await lastLineOf(reader, task))
  const total = before?.total ?? (await countEvents(reader, task, eventType, query.metrics))
  const walk: Walk = { task, order, lastLine, metrics: query.metrics, at: before?.at }

  const events: EventRecord[] = []
  let at = before?.at
  for await (const found of walkTypes(reader, walk, eventType, query.batchSize)) {
    if (events.length === query.batchSize)
      return { events, returned: events.length, total, scroll_id: writeScroll('events', { task, eventType, order, total, lastLine, at }) }
    events.push(found.event)
    at = found.at
  }
  return { events, returned: events.length, total }
}

async function* walkTypes(reader: Reader, walk: Walk, only: EventType | undefined, batchSize: number): AsyncGenerator<Found> {
  const all = only === undefined ? eventTypes : [only]
  const types = walk.order === 'asc' ? all : all.toReversed()
  const start = walk.at === undefined ? 0 : types.indexOf(walk.at.type)
  for (const type of types.slice(start)) {
    const at = walk.at?.type === type ? walk.at : undefined
    yield* type === 'log'
      ? walkLog(reader, walk, at, batchSize)
      : type === 'training_stats_scalar'
        ? walkCurves(reader, walk, at)
        : walkSamples(reader, walk, type, at)
  }
}

async function* walkLog(
  reader: Reader,
  { task, order, lastLine }: Walk,
  at: Position | undefined,
  batchSize: number,
): AsyncGenerator<Found> {
  let query = linesOf(reader, task)
    .where('seq', '<=', lastLine)
    .orderBy('seq', order)
    .limit(batchSize + 1)
  if (at !== undefined) query = query.where('seq', order === 'asc' ? '>' : '<', at.iter)
  for (const line of await query.execute())
    yield { event: logEvent(line), at: { type: 'log', metric: '', variant: '', iter: line.seq, key: '' } }
}

async function* walkCurves(reader: Reader, { task, order, metrics }: Walk, at: Position | undefined): AsyncGenerator<Found> {
  const all = await curvesOf(reader, [task], metrics)
  const sign = order === 'asc' ? 1 : -1
  for (const curve of order === 'asc' ? all : all.toReversed()) {
    const position = at === undefined ? 1 : sign * byName(curve, at)
    if (position < 0) continue
    yield* walkCurve(reader, curve, order, position === 0 ? at?.iter : undefined)
  }
}

async function* walkCurve(reader: Reader, curve: Curve, order: Order, from: number | undefined): AsyncGenerator<Found> {
  const { task, metric, variant } = curve
  for (let beyond = from; ;) {
    const points = await pointsOf(reader, curve, { order, limit: pointsAtOnce, beyond })
    for (const { iter, ts, value, kind } of points) {
      const event = { task, type: 'training_stats_scalar', timestamp: ts, iter, metric, variant, value: shownValue(value, kind) }
      yield { event, at: { type: 'training_stats_scalar', metric, variant, iter, key: '' } }
    }
    if (points.length < pointsAtOnce) return
    beyond = defined(points.at(-1)).iter
  }
}

async function* walkSamples(
  reader: Reader,
  { task, order, metrics }: Walk,
  type: EventType,
  at: Position | undefined,
): AsyncGenerator<Found> {
  const table = defined(tables[type])
  const refs = await sampleRefs(reader, table, task, metrics)
  const compare = compareRefs(order)
  for (const ref of order === 'asc' ? refs : refs.toReversed()) {
    if (at !== undefined && compare(ref, at) <= 0) continue
    const event = await readSample(reader, table, task, ref)
    if (event !== undefined) yield { event, at: { type, metric: ref.metric, variant: ref.variant, iter: ref.iter, key: ref.key } }
  }
}

async function lastLineOf(reader: Reader, task: string): Promise<number> {
  const row = await linesOf(reader, task).clearSelect().select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst()
  return row?.seq ?? 0
}

async function countEvents(
  reader: Reader,
  task: string,
  only: EventType | undefined,
  metrics: TaskEventsQuery['metrics'],
): Promise<number> {
  let total = 0
  for (const type of only === undefined ? eventTypes : [only]) {
    if (type === 'log') total += await countLines(reader, task)
    else if (type === 'training_stats_scalar') total += await countPoints(reader, await curvesOf(reader, [task], metrics))
    else total += (await sampleRefs(reader, defined(tables[type]), task, metrics)).length
  }
  return total
}

function isState(state: unknown): state is State {
  if (!isRecord(state) || !isRecord(state['at'])) return false
  const { task, eventType, order, total, lastLine, at } = state
  const named = ['metric', 'variant', 'key'].every((field) => typeof at[field] === 'string')
  const numbers = [total, lastLine, at['iter']].every((value) => typeof value === 'number')
  return (
    typeof task === 'string' &&
    (eventType === undefined || isEventType(eventType)) &&
    (order === 'asc' || order === 'desc') &&
    isEventType(at['type']) &&
    named &&
    numbers
  )
}
