import { isRecord } from '@clearway/contract/is-record'
import type { Json } from './json.ts'
import { jsonTypeOf, type JsonType, pythonTypeOf, readBoolean, readList, readNumber, readObject } from './parameter-text.ts'

/** The keywords of a JSON Schema by which the values of a parameter are read from texts, and checked. */
export interface ParameterSchema {
  readonly [keyword: string]: Json
}

const limits = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
] as const
const typeNames = ['string', 'number', 'integer', 'boolean', 'null', 'array', 'object']
/** The depth from which on a schema allows everything. */
const deepest = 8

/**
 * The part of a JSON Schema that a server can check although anybody may have written it: without patterns and references, whose check may never end. A
 * keyword that is left out allows more values. So does `required`, because a program fills in the defaults of nested properties before its own check.
 */
export function parameterSchema(schema: unknown, depth = 0): ParameterSchema {
  if (!isRecord(schema) || depth > deepest) return {}
  const inner = (part: unknown): ParameterSchema => parameterSchema(part, depth + 1)
  const { type, const: only, enum: choices, items, properties, allOf, description } = schema
  const alternatives = schema['anyOf'] ?? schema['oneOf']
  const found: Readonly<Record<string, Json | undefined>> = {
    ...Object.fromEntries(limits.flatMap((limit) => (Number.isFinite(schema[limit]) ? [[limit, schema[limit] as number]] : []))),
    type: areTypes(type) ? type : undefined,
    const: isScalar(only) ? only : undefined,
    enum: Array.isArray(choices) && choices.every(isScalar) ? choices : undefined,
    items: isRecord(items) ? inner(items) : undefined,
    properties: isRecord(properties)
      ? Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, inner(part)]))
      : undefined,
    anyOf: Array.isArray(alternatives) ? alternatives.map(inner) : undefined,
    allOf: Array.isArray(allOf) ? allOf.map(inner) : undefined,
    description: typeof description === 'string' ? description : undefined,
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as ParameterSchema
}

/** The types that values of a schema have; undefined if it does not tell. */
export function typesIn({ type, const: only, enum: choices, anyOf, allOf }: ParameterSchema): ReadonlySet<JsonType> | undefined {
  if (only !== undefined) return typesOf([only])
  if (Array.isArray(choices)) return typesOf(choices as Json[])
  if (type !== undefined) return new Set([type].flat().map((one) => (one === 'integer' ? 'number' : one)) as JsonType[])
  if (Array.isArray(anyOf)) {
    const each = (anyOf as ParameterSchema[]).map(typesIn)
    return each.includes(undefined) ? undefined : new Set(each.flatMap((types) => [...(types ?? [])]))
  }
  if (Array.isArray(allOf)) return (allOf as ParameterSchema[]).map(typesIn).find((types) => types !== undefined)
  return undefined
}

/** Python's name for the type of a schema's values; `str` where there are several. */
export function pythonTypeIn(schema: ParameterSchema): string {
  const [type, ...others] = typesIn(schema) ?? []
  if (type === undefined || others.length > 0) return 'str'
  return type === 'number' && schema['type'] !== 'integer' ? 'float' : pythonTypeOf(examples[type])
}

const examples: Readonly<Record<JsonType, Json>> = { string: '', number: 0, boolean: true, null: null, array: [], object: {} }

/**
 * Reads a text as a value of one of the types that a schema has, undefined if it is none. Where the schema does not tell types, a text that is JSON is read
 * as JSON. Lists may also be written with commas, and numbers, truth values and objects as Python writes them.
 */
export function readAs(text: string, schema: ParameterSchema): Json | undefined {
  const types = typesIn(schema)
  const json = readJson(text)
  if (types === undefined) return json === undefined ? text : json
  // JSON in a text that may be a string is one, with its quotes.
  if (json !== undefined && typeof json !== 'string' && types.has(jsonTypeOf(json) as JsonType)) return json
  if (types.has('string')) return text
  for (const [type, read] of Object.entries(readers)) {
    const value = types.has(type as JsonType) ? read(text, schema) : undefined
    if (value !== undefined) return value
  }
  return undefined
}

/** How texts that are no JSON are read, in this order. */
const readers: Readonly<Record<Exclude<JsonType, 'string'>, (text: string, schema: ParameterSchema) => Json | undefined>> = {
  null: (text) => (text === '' || text === 'None' ? null : undefined),
  boolean: readBoolean,
  number: readNumber,
  array: (text, { items }) => readList(text, isRecord(items) ? typesIn(items as ParameterSchema) : undefined),
  object: readObject,
}

function readJson(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json
    // A number beyond all others, which has no JSON of its own.
    return typeof value === 'number' && !Number.isFinite(value) ? undefined : value
  } catch {
    return undefined
  }
}

function typesOf(values: readonly Json[]): ReadonlySet<JsonType> {
  return new Set(values.flatMap((value) => jsonTypeOf(value) ?? []))
}

function areTypes(type: unknown): type is Json {
  const names = [type].flat()
  return names.length > 0 && names.every((one) => typeNames.includes(one as string))
}

function isScalar(value: unknown): value is string | number | boolean | null {
  return value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value)
}
