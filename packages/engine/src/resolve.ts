import type { Json } from './json.ts'
import type { ReferableModel, ReferableTask } from './referable-task.ts'
import { artifactProperties, splitText } from './reference.ts'
import type { KnownNames, Reference, StepPath } from './reference.ts'

/** Where references find what they name. */
export interface ReferenceLookup {
  /** The values of the pipeline's parameters. */
  readonly parameters: Readonly<Record<string, Json>>
  readonly hasStep: (name: string) => boolean
  /** The names of all steps, for the message of an error. */
  readonly stepNames: () => readonly string[]
  /** The task that ran a step; undefined if it has none. */
  readonly task: (step: string) => ReferableTask | undefined
  /** Whether a step's results may be missing: its references are then empty. Default: none may. */
  readonly isMissing?: (step: string) => boolean
}

/** Thrown for a reference that names nothing; `available` lists the names that it could use. */
export class UnresolvedReference extends Error {
  override readonly name = 'UnresolvedReference'
  readonly reference: string
  readonly step: string | undefined
  readonly path: string
  readonly available: readonly string[]

  constructor(reference: string, given: { step?: string; path: string; problem: string; available: readonly string[] }) {
    const listed = given.available.length > 20 ? [...given.available.slice(0, 20), '…'] : given.available
    super(`${reference}: ${given.problem}. ${listed.length === 0 ? 'There is none.' : `There is: ${listed.join(', ')}.`}`)
    this.reference = reference
    this.step = given.step
    this.path = given.path
    this.available = given.available
  }
}

/**
 * Replaces the references in a value, however deep, by what they name. A text that is one reference and nothing else becomes the value
 * itself, which may be a number or a list; in a longer text values are written out.
 */
export function resolve(value: Json, lookup: ReferenceLookup): Json {
  if (typeof value === 'string') return value.includes('${') ? resolveText(value, lookup) : value
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item: Json) => resolve(item, lookup))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item as Json, lookup)]))
}

/** Like `resolve` for a parameter, which is a text whatever its references name. */
export function resolveToText(text: string, lookup: ReferenceLookup): string {
  return asText(resolve(text, lookup))
}

function resolveText(text: string, lookup: ReferenceLookup): Json {
  const known: KnownNames = {
    hasStep: lookup.hasStep,
    hasParameter: (name) => Object.hasOwn(lookup.parameters, name),
  }
  const values = splitText(text, known).map((piece) => (typeof piece === 'string' ? piece : valueOf(piece, lookup)))
  return values.length === 1 ? (values[0] ?? '') : values.map(asText).join('')
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function valueOf(reference: Reference, lookup: ReferenceLookup): Json {
  if (reference.kind === 'malformed') {
    throw new UnresolvedReference(reference.raw, { path: '', problem: `it cannot be read: ${reference.why}`, available: [] })
  }
  if (reference.kind === 'pipeline') {
    const { parameter, raw } = reference
    if (Object.hasOwn(lookup.parameters, parameter)) return lookup.parameters[parameter] ?? null
    const problem = `the pipeline has no parameter '${parameter}'`
    throw new UnresolvedReference(raw, { path: parameter, problem, available: Object.keys(lookup.parameters) })
  }
  const { raw, step, path } = reference
  if (lookup.isMissing?.(step) === true) return ''
  const task = lookup.task(step)
  if (task !== undefined) return readPath(task, reference)
  const problem = lookup.hasStep(step) ? `step '${step}' has no task that could be read` : `there is no step '${step}'`
  throw new UnresolvedReference(raw, { step, path: path.of, problem, available: lookup.stepNames() })
}

function readPath(task: ReferableTask, { raw, step, path }: Reference & { readonly kind: 'step' }): Json {
  const missing = (text: string, problem: string, available: readonly string[]): never => {
    throw new UnresolvedReference(raw, { step, path: text, problem: `step '${step}' ${problem}`, available })
  }
  switch (path.of) {
    case 'id':
      return task.id
    case 'parameters':
      if (Object.hasOwn(task.parameters, path.name)) return task.parameters[path.name] ?? ''
      return missing(`parameters.${path.name}`, `has no parameter '${path.name}'`, Object.keys(task.parameters))
    case 'artifacts':
      return readArtifact(task, path.segments, missing)
    case 'models':
      return readModel(task, path, missing)
    case 'property':
      return (
        walk(task.properties, path.path) ?? missing(path.path.join('.'), `has no '${path.path.join('.')}'`, Object.keys(task.properties))
      )
  }
}

type Missing = (path: string, problem: string, available: readonly string[]) => never

function readArtifact(task: ReferableTask, segments: readonly string[], missing: Missing): Json {
  // The longest name that exists wins, so that `data.csv` is found although dots separate.
  for (let end = segments.length - 1; end > 0; end -= 1) {
    const name = segments.slice(0, end).join('.')
    if (!Object.hasOwn(task.artifacts, name)) continue
    const { timestamp, ...artifact } = task.artifacts[name] ?? {}
    const readable = { ...artifact, name, ...(timestamp === undefined ? {} : { timestamp: pythonTime(timestamp) }) } as Record<string, Json>
    const found = walk(readable, segments.slice(end))
    if (found !== undefined) return asText(found)
    const available = artifactProperties.filter((property) => readable[property] !== undefined)
    return missing(`artifacts.${segments.join('.')}`, `has no '${segments.slice(end).join('.')}' on its artifact '${name}'`, available)
  }
  return missing(`artifacts.${segments.join('.')}`, `has no artifact '${segments.slice(0, -1).join('.')}'`, Object.keys(task.artifacts))
}

function readModel(task: ReferableTask, path: StepPath & { of: 'models' }, missing: Missing): Json {
  const models = task.models[path.side]
  const text = `models.${path.side}.${path.which}.${path.property}`
  const names = models.map((item) => asText(item['name'] ?? ''))
  const model = byPosition(models, path.which) ?? models[names.lastIndexOf(path.which)]
  if (model === undefined) return missing(text, `has no ${path.side} model '${path.which}'`, names)
  const found = Object.hasOwn(model, path.property) ? model[path.property] : undefined
  if (found === undefined || found === null) return missing(text, `has a model without '${path.property}'`, Object.keys(model))
  return asText(found)
}

function byPosition(models: readonly ReferableModel[], which: string): ReferableModel | undefined {
  return /^[+-]?\d+$/.test(which) ? models.at(Number(which)) : undefined
}

function walk(from: Json, path: readonly string[]): Json | undefined {
  let at: Json | undefined = from
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = (at as Readonly<Record<string, Json>>)[key]
  }
  return at ?? undefined
}

/** A date as Python prints it, in UTC. */
function pythonTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')
}
