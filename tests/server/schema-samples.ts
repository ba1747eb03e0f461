import type { TSchema } from 'typebox'
import { Check } from 'typebox/value'

/** The part of JSON Schema that the contract uses. */
type Schema = TSchema & {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly minLength?: number
  readonly minItems?: number
  readonly minimum?: number
}
type Named = Readonly<Record<string, unknown>>

/** A value that the schema accepts. A field that `known` names gets the value from there if the schema accepts it. */
export function sampleOf(schema: TSchema, known: Named = {}): unknown {
  const { type, properties = {}, required = [], items, anyOf, enum: values, minLength = 0, minItems = 0, minimum = 0 } = schema as Schema
  if (values !== undefined) return values[0]
  if (anyOf !== undefined) return sampleOf(anyOf[0]!, known)
  if (type === 'object')
    return Object.fromEntries(
      required.map((name) => [name, Check(properties[name]!, known[name]) ? known[name] : sampleOf(properties[name]!, known)]),
    )
  if (type === 'array') return Array.from({ length: minItems }, () => sampleOf(items!, known))
  if (type === 'string') return 'x'.repeat(Math.max(minLength, 4))
  if (type === 'boolean') return true
  return type === 'integer' || type === 'number' ? Math.max(minimum, 1) : {}
}

export interface WrongInput {
  /** The dotted path of the wrong field. */
  readonly field: string
  readonly input: unknown
}

const candidates: readonly unknown[] = [12.5, 'text', true, { not: 'this' }, ['text'], -1, null]

/** For every declared field, at every depth, a request in which this field has a value that its schema refuses. Fields that take any value are left out. */
export function wrongInputs(schema: TSchema, known: Named = {}): WrongInput[] {
  return wrongValues(schema as Schema, known, '').filter(({ field }) => field !== '')
}

function wrongValues(schema: Schema, known: Named, path: string): WrongInput[] {
  const wrong = candidates.find((value) => !(path !== '' && !path.includes('.') && value === null) && !Check(schema, value))
  const own = wrong === undefined ? [] : [{ field: path, input: wrong }]
  const below = (name: string, inner: Schema, around: (value: unknown) => unknown): WrongInput[] =>
    wrongValues(inner, known, path === '' ? name : `${path}.${name}`).map(({ field, input }) => ({ field, input: around(input) }))
  const inObject = Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const sample = sampleOf(schema, known) as object
    return below(name, inner, (value) => ({ ...sample, [name]: value }))
  })
  const inArray =
    schema.type === 'array' && schema.items !== undefined
      ? below('0', schema.items, (value) => Array.from({ length: schema.minItems ?? 1 }, () => value))
      : []
  const inRecord = Object.values(schema.patternProperties ?? {}).flatMap((inner) => below('a key', inner, (value) => ({ 'a key': value })))
  return [...own, ...inObject, ...inArray, ...inRecord]
}

/** For every object of a request, itself among them, a request in which this object has a field that its schema does not name. */
export function unknownFields(schema: TSchema, known: Named = {}): WrongInput[] {
  return unknownBelow(schema as Schema, known, '')
}

function unknownBelow(schema: Schema, known: Named, path: string): WrongInput[] {
  const named = (name: string, inner: Schema, around: (value: unknown) => unknown): WrongInput[] =>
    unknownBelow(inner, known, path === '' ? name : `${path}.${name}`).map(({ field, input }) => ({ field, input: around(input) }))
  if (schema.type === 'array' && schema.items !== undefined) return named('0', schema.items, (value) => [value])
  if (schema.anyOf !== undefined) return schema.anyOf.flatMap((one) => unknownBelow(one, known, path))
  if (schema.type !== 'object') return []
  const sample = sampleOf(schema, known) as object
  const own = schema.properties === undefined ? [] : [{ field: path, input: { ...sample, unheard_of: { a: 1 } } }]
  const inObject = Object.entries(schema.properties ?? {}).flatMap(([name, inner]) =>
    named(name, inner, (value) => ({ ...sample, [name]: value })),
  )
  const inRecord = Object.values(schema.patternProperties ?? {}).flatMap((inner) => named('key', inner, (value) => ({ key: value })))
  return [...own, ...inObject, ...inRecord]
}
