import type { VersionedDocument } from '@clearway/contract'
import { isRecord, recordOf } from '@clearway/contract/is-record'
import { legacyType, tensorFlowSection, withContainer, withModels } from '@clearway/contract/older-task'
import { dividedTags } from './older-tags.ts'

type Document = Readonly<Record<string, unknown>>

interface Shape {
  /** Requested versions below this one have the older shape. */
  readonly below: readonly [number, number]
  readonly entity: VersionedDocument
  /** Converts a request from the older shape. */
  readonly up?: (document: Document) => Document
  /** Converts an answer to the older shape. */
  readonly down?: (document: Document) => Document
}

/**
 * The older shapes, newest first. A request is converted from the end of the list, an answer from its beginning. `execution.parameters` and
 * `execution.model_desc` of a request are taken in any version, because an edit needs what the task had (`withoutLegacy`). Source: ClearML server 2.3.0.
 */
const shapes: readonly Shape[] = [
  { below: [2, 17], entity: 'model', down: listedMetadata },
  { below: [2, 17], entity: 'queue', down: listedMetadata },
  { below: [2, 13], entity: 'task', up: (task) => withModels(withContainer(task)), down: (task) => withModelIds(withDockerCommand(task)) },
  { below: [2, 9], entity: 'task', down: (task) => withDescriptions(withParameters(task)) },
  ...(['task', 'model', 'queue', 'project'] as const).map((entity): Shape => ({
    below: [2, 3],
    entity,
    up: (document) => dividedTags(entity, document),
    down: mergedTags,
  })),
]

/** Converts a request that is a document of the requested version to the newest shape. */
export function upFrom(version: string, entity: VersionedDocument | undefined, input: unknown): unknown {
  if (entity === undefined || !isRecord(input)) return input
  return older(version, entity).reduceRight((document, { up }) => (up === undefined ? document : up(document)), input)
}

/** Converts the documents of an answer, such as its fields `task` or `tasks`, to the shape that the requested version had. */
export function downTo<T extends object>(version: string, entity: VersionedDocument | undefined, data: T): T {
  const list = entity === undefined ? [] : older(version, entity)
  if (list.length === 0) return data
  const down = (document: unknown) => (isRecord(document) ? list.reduce((shape, one) => one.down?.(shape) ?? shape, document) : document)
  const changed = Object.entries(data)
    .filter(([key]) => key === entity || key === `${entity}s`)
    .map(([key, value]) => [key, Array.isArray(value) ? value.map(down) : down(value)])
  return { ...data, ...Object.fromEntries(changed) }
}

function older(version: string, entity: VersionedDocument): readonly Shape[] {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return shapes.filter(
    (shape) => shape.entity === entity && (major < shape.below[0] || (major === shape.below[0] && minor < shape.below[1])),
  )
}

function withDockerCommand(task: Document): Document {
  const { image, arguments: args } = part(task, 'container')
  if (typeof image !== 'string' || image === '') return task
  const command = typeof args === 'string' && args !== '' ? `${image} ${args}` : image
  return { ...task, execution: { ...part(task, 'execution'), docker_cmd: command } }
}

function withModelIds(task: Document): Document {
  const { input, output } = part(task, 'models')
  const used = modelOf(input, 0)
  const made = modelOf(output, -1)
  return {
    ...task,
    ...(used === undefined ? {} : { execution: { ...part(task, 'execution'), model: used } }),
    ...(made === undefined ? {} : { output: { ...part(task, 'output'), model: made } }),
  }
}
function modelOf(list: unknown, at: number): unknown {
  const item: unknown = Array.isArray(list) ? list.at(at) : undefined
  return isRecord(item) ? item['model'] : undefined
}

/** Gives the parameters that older clients wrote as `execution.parameters` there as well. */
function withParameters(task: Document): Document {
  const legacy = Object.entries(part(task, 'hyperparams') as Readonly<Record<string, Readonly<Record<string, Document>>>>).flatMap(
    ([section, params]) =>
      Object.entries(params).flatMap(([name, { type, value }]) =>
        type === legacyType ? [[section === tensorFlowSection ? `${section}/${name}` : name, value]] : [],
      ),
  )
  return legacy.length === 0 ? task : { ...task, execution: { ...part(task, 'execution'), parameters: Object.fromEntries(legacy) } }
}

/** Gives the configurations that older clients wrote as `execution.model_desc` there as well. */
function withDescriptions(task: Document): Document {
  const legacy = Object.entries(part(task, 'configuration') as Readonly<Record<string, Document>>).filter(
    ([, { type }]) => type === legacyType,
  )
  if (legacy.length === 0) return task
  const descriptions = Object.fromEntries(legacy.map(([name, { value }]) => [name, value]))
  return { ...task, execution: { ...part(task, 'execution'), model_desc: descriptions } }
}

/** Gives metadata as the list of its items that versions below 2.17 had. */
function listedMetadata(document: Document): Document {
  const { metadata } = document
  if (!isRecord(metadata)) return document
  return { ...document, metadata: Object.entries(metadata).map(([key, item]) => ({ key, ...recordOf(item) })) }
}
function mergedTags({ system_tags, ...document }: Document): Document {
  if (!Array.isArray(system_tags)) return document
  const tags = Array.isArray(document['tags']) ? document['tags'] : []
  return { ...document, tags: [...new Set<string>([...tags, ...system_tags])].toSorted((a, b) => (a < b ? -1 : 1)), system_tags }
}

function part(document: Document, key: string): Document {
  return recordOf(document[key])
}
