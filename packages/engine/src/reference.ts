import type { Json } from './json.ts'

/** The part of a step's task that a reference reads. */
export type StepPath =
  | { readonly of: 'id' }
  /** The name and the property together, because a name may hold dots; a dot escaped as `\.` never separates. */
  | { readonly of: 'artifacts'; readonly segments: readonly string[] }
  | { readonly of: 'parameters'; readonly name: string }
  | { readonly of: 'models'; readonly side: 'input' | 'output'; readonly which: string; readonly property: string }
  | { readonly of: 'property'; readonly path: readonly string[] }

/** One parsed `${…}`. */
export type Reference =
  | { readonly kind: 'pipeline'; readonly raw: string; readonly parameter: string }
  | { readonly kind: 'step'; readonly raw: string; readonly step: string; readonly path: StepPath }
  | { readonly kind: 'malformed'; readonly raw: string; readonly why: string }

/** The names that exist. They decide where a name that holds dots ends. */
export interface KnownNames {
  readonly hasStep: (name: string) => boolean
  readonly hasParameter: (name: string) => boolean
}

/** The word that stands for the pipeline itself, and so names no step. */
export const pipelineWord = 'pipeline'

/** The properties of an artifact that references can read. */
export const artifactProperties = ['url', 'name', 'size', 'type', 'mode', 'hash', 'timestamp', 'metadata', 'preview'] as const

const pattern = /\$\{[^}]*\}/g
const kinds = new Set(['id', 'artifacts', 'parameters', 'models'])
const taskProperties = new Set(['script', 'execution', 'container', 'output', 'comment', 'tags', 'system_tags', 'project'])

/** A text split into its literal parts (strings) and its references, in order. */
export function splitText(text: string, known?: KnownNames): (string | Reference)[] {
  const pieces: (string | Reference)[] = []
  let end = 0
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) pieces.push(text.slice(end, match.index))
    pieces.push(parseReference(match[0], known))
    end = match.index + match[0].length
  }
  if (end < text.length) pieces.push(text.slice(end))
  return pieces
}

/** All references in a value, however deep in lists and objects. */
export function referencesIn(value: Json | undefined, known?: KnownNames): Reference[] {
  const found: Reference[] = []
  collect(value, known, found)
  return found
}

function collect(value: Json | undefined, known: KnownNames | undefined, found: Reference[]): void {
  if (typeof value === 'string') {
    if (!value.includes('${')) return
    for (const piece of splitText(value, known)) if (typeof piece !== 'string') found.push(piece)
  } else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) collect(item as Json, known, found)
  }
}

/**
 * Parses one `${…}`. A step's name ends at the first dot that a well-formed path follows (`id`, `artifacts.…`, …); if several dots
 * qualify, at the first that gives the name of an existing step. What begins with `pipeline.` reads a parameter, unless that is the name of a step.
 */
export function parseReference(raw: string, known?: KnownNames): Reference {
  const parts = raw.slice(2, -1).split('.')
  if (parts.length < 2) return malformed(raw, 'it has no dot, as in ${step.id} or ${pipeline.name}')

  let first: Reference | undefined
  let complaint: string | undefined
  for (let at = 1; at < parts.length; at += 1) {
    const path = parsePath(parts.slice(at))
    if (path === undefined) continue
    const step = parts.slice(0, at).join('.')
    if (typeof path === 'string') {
      complaint ??= path
      continue
    }
    const reference: Reference = { kind: 'step', raw, step, path }
    if (known?.hasStep(step) === true) return reference
    // `${a.models.output.0}` is a malformed path of `a`, not a well-formed one of a step `a.models` that does not exist.
    if (complaint === undefined) first ??= reference
  }
  if (parts[0] === pipelineWord) return { kind: 'pipeline', raw, parameter: parameterName(parts, known) }
  if (first !== undefined) return first
  return malformed(raw, complaint ?? `'${parts[1]}' is none of ${[...kinds, ...taskProperties].join(', ')}`)
}

function parameterName(parts: readonly string[], known: KnownNames | undefined): string {
  const whole = parts.slice(1).join('.')
  const head = parts[1] ?? ''
  return known !== undefined && !known.hasParameter(whole) && known.hasParameter(head) ? head : whole
}

/** The path that begins with these parts; a string: why it is malformed; undefined if no path begins here. */
function parsePath(parts: readonly string[]): StepPath | string | undefined {
  const word = (parts[0] ?? '').toLowerCase()
  const rest = parts.slice(1)
  if (taskProperties.has(word)) return { of: 'property', path: [word, ...rest] }
  if (!kinds.has(word)) return undefined
  if (word === 'id') return rest.length === 0 ? { of: 'id' } : `nothing may follow 'id', found '.${rest.join('.')}'`
  if (rest.length === 0 || rest.join('') === '') return `'${word}' must be followed by a name`
  if (word === 'parameters') return { of: 'parameters', name: rest.join('.') }
  return word === 'artifacts' ? artifactPath(rest) : modelPath(rest)
}

function artifactPath(parts: readonly string[]): StepPath | string {
  const segments: string[] = []
  let open = ''
  for (const [index, part] of parts.entries()) {
    if (part.endsWith('\\') && index < parts.length - 1) open += `${part.slice(0, -1)}.`
    else {
      segments.push(open + part)
      open = ''
    }
  }
  const known: readonly string[] = artifactProperties
  const good = segments.some((word, index) => index > 0 && known.includes(word) && (index === segments.length - 1 || word === 'metadata'))
  return good ? { of: 'artifacts', segments } : `an artifact's name must be followed by one of ${known.map((word) => `.${word}`).join(' ')}`
}

function modelPath(parts: readonly string[]): StepPath | string {
  const side = (parts[0] ?? '').toLowerCase()
  if (side !== 'input' && side !== 'output') return `'models' must be followed by input or output, found '${parts[0]}'`
  if (parts.length < 3) return 'a model needs its position or name and a property, such as models.output.-1.url'
  return { of: 'models', side, which: parts.slice(1, -1).join('.'), property: parts.at(-1) ?? '' }
}

function malformed(raw: string, why: string): Reference {
  return { kind: 'malformed', raw, why }
}
