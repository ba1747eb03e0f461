import { isRecord } from '@clearway/contract/is-record'
import { EntityBatch, type SampleTableName } from './entity-batch.ts'
import { ErrorCounter } from './error-counter.ts'
import { storableText } from '../../storable-text.ts'
import { toIteration, toText, toTimestamp, toValue, type EventType, isEventType } from '../event.ts'
import { parseLenient } from './parse-line.ts'
import { Refusal } from '../thread/refusal.ts'

/** The values of fields that an event does not have. */
export interface Defaults {
  readonly now: number
  readonly worker: string
  /** Whether lines of logs name the attempts that wrote them. */
  readonly isImport?: boolean
}
export interface ParsedBatch {
  /** The number of lines that are not empty. */
  readonly lines: number
  readonly entities: ReadonlyMap<string, EntityBatch>
  readonly errors: ErrorCounter
}
type Line = Readonly<Record<string, unknown>>

/**
 * Parses a batch and groups its events by task or model. Invalid lines are counted and skipped; lines that contradict each other refuse the whole
 * batch.
 */
export function parseBatch(text: string, defaults: Defaults): ParsedBatch {
  const entities = new Map<string, EntityBatch>()
  const errors = new ErrorCounter()
  let lines = 0
  for (const line of linesOf(text)) {
    lines += 1
    const fault = addLine(entities, parseLenient(line), defaults)
    if (fault !== undefined) errors.add(fault.reason, fault.detail)
  }
  return { lines, entities, errors }
}

function* linesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    const found = text.indexOf('\n', start)
    const end = found === -1 ? text.length : found
    const line = text.slice(start, end)
    if (line.trim() !== '') yield line
    start = end + 1
  }
}

interface Fault {
  readonly reason: string
  readonly detail?: string
}

function addLine(entities: Map<string, EntityBatch>, event: unknown, defaults: Defaults): Fault | undefined {
  if (!isRecord(event)) return { reason: 'The line is not a JSON object' }
  const { task: ofTask, model_event: isOfModel, model, type: given } = event as Line
  const task = isOfModel === true ? (model ?? ofTask) : ofTask
  if (typeof task !== 'string' || task === '') return { reason: 'The event has no task' }
  if (given === undefined || given === null || given === '') return { reason: 'The event has no type' }
  // Old clients have spaces in the names of types. Source: ClearML server 2.3.0.
  const type = typeof given === 'string' && given.includes(' ') ? given.replaceAll(' ', '_') : given
  if (!isEventType(type)) return { reason: 'Unknown event type', detail: toText(type) }
  if (type === 'log' && isOfModel === true) return { reason: 'A model has no log' }
  const entity = entityOf(entities, storableText(task), event as Line)
  const reason = addEvent(entity, type, event as Line, defaults)
  if (reason !== undefined) return { reason }
  entity.count += 1
  return undefined
}

function entityOf(entities: Map<string, EntityBatch>, id: string, event: Line): EntityBatch {
  const model = event['model_event'] === true
  const allowLocked = event['allow_locked'] === true
  let entity = entities.get(id)
  if (entity === undefined) {
    entity = new EntityBatch(id, model, allowLocked)
    entities.set(id, entity)
  }
  if (entity.model !== model) throw contradiction('model_event', id)
  if (entity.allowLocked !== allowLocked) throw contradiction('allow_locked', id)
  return entity
}
function contradiction(field: string, task: string): Refusal {
  return new Refusal('invalid_request', { problems: [{ field, message: `The events of one task must agree on ${field}.`, task }] })
}

function addEvent(entity: EntityBatch, type: EventType, event: Line, defaults: Defaults): string | undefined {
  switch (type) {
    case 'log':
      entity.logs.push({
        timestamp: timeOf(event, defaults),
        level: toText(event['level']) || 'info',
        worker: toText(event['worker']) || defaults.worker,
        msg: toText(event['msg']),
        ...(defaults.isImport === true && isAttemptNumber(event['attempt']) ? { attempt: event['attempt'] } : {}),
        ...(Number.isSafeInteger(event['output_end']) ? { outputEnd: event['output_end'] as number } : {}),
      })
      return undefined
    case 'training_stats_scalar':
      return addScalar(entity, event, defaults)
    case 'training_stats_vector': {
      const values = event['values'] ?? event['value']
      return Array.isArray(values)
        ? addSample(entity, event, defaults, { type, body: storableText(JSON.stringify(values)) })
        : 'The vector has no values'
    }
    case 'training_debug_image': {
      const url = toText(event['url'])
      return url === '' && toText(event['key']) === '' ? 'The image has no url' : addSample(entity, event, defaults, { type, body: url })
    }
    case 'plot': {
      const plot = toText(event['plot_str'])
      if (plot === '') return 'The plot has no plot_str'
      return addSample(entity, event, defaults, { type, body: plot })
    }
  }
}

/** When an event was, in milliseconds. Old clients say it in `ts`. */
function timeOf(event: Line, { now }: Defaults): number {
  return toTimestamp(event['ts'] ?? event['timestamp'], now)
}

function isAttemptNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= 1_000_000
}

function addScalar(entity: EntityBatch, event: Line, defaults: Defaults): string | undefined {
  const value = toValue(event['value'])
  if (value === undefined) return 'The scalar has no numeric value'
  const metric = toText(event['metric'])
  const iteration = toIteration(event['iter'])
  const series = entity.seriesOf(metric, toText(event['variant']))
  series.add(value, iteration, timeOf(event, defaults))
  const label = event['x_axis_label']
  if (typeof label === 'string') series.xAxisLabel = storableText(label)
  entity.reached(metric, iteration)
  return undefined
}

const sampleTables = {
  training_stats_vector: 'vector',
  training_debug_image: 'image',
  plot: 'plot',
} as const satisfies Partial<Record<EventType, SampleTableName>>

interface Sample {
  readonly type: keyof typeof sampleTables
  /** The values as JSON, the URL of an image, or the plot: JSON, or any text, as ClearML server 2.3.0 takes it. */
  readonly body: string
}

function addSample(entity: EntityBatch, event: Line, defaults: Defaults, { type, body }: Sample): undefined {
  const table = sampleTables[type]
  const metric = toText(event['metric'])
  const iteration = toIteration(event['iter'])
  entity.samples[table].push({
    metric,
    variant: toText(event['variant']),
    iteration,
    key: table === 'image' ? toText(event['key']) : '',
    timestamp: timeOf(event, defaults),
    worker: toText(event['worker']) || defaults.worker,
    body,
  })
  entity.recordEventType(metric, type)
  entity.reached(metric, iteration)
}
