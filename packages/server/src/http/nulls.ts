import type { TSchema } from 'typebox'

/** The parts of a JSON schema that matter for nulls. */
type Schema = TSchema & {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
}

/**
 * The body without the nulls at its top level that mean "not given", which are all but those of fields whose schema names null as a value. Source:
 * ClearML server 2.3.0, whose clients send null for what they leave out.
 */
export function withoutTopNulls(schema: TSchema, body: object): object {
  const { properties = {} } = schema as Schema
  return Object.fromEntries(
    Object.entries(body).filter(([name, value]) => value !== null || (Object.hasOwn(properties, name) && takesNull(properties[name]))),
  )
}

/**
 * The value without the nulls, at any depth, that its schema refuses: of a field, and of an item of a list. ClearML takes them as not given, so its
 * clients send them. Answers the value itself if it has none.
 */
export function withoutRefusedNulls(schema: TSchema, value: unknown): unknown {
  const { items, properties = {}, patternProperties = {} } = schema as Schema
  if (Array.isArray(value)) return items === undefined ? value : withoutNullItems(items, value)
  if (typeof value !== 'object' || value === null) return value
  const [others] = Object.values(patternProperties)
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
      const known = Object.hasOwn(properties, name) ? properties[name] : others
      if (known === undefined) return [[name, inner]]
      return inner === null && refusesNull(known) ? [] : [[name, withoutRefusedNulls(known, inner)]]
    }),
  )
}

function withoutNullItems(items: Schema, list: readonly unknown[]): readonly unknown[] {
  return (refusesNull(items) ? list.filter((item) => item !== null) : list).map((item) => withoutRefusedNulls(items, item))
}

/** Whether a schema names null as a value. */
function takesNull(schema: Schema | undefined): boolean {
  return schema?.type === 'null' || (schema?.anyOf?.some(takesNull) ?? false)
}

/** Whether a schema refuses null. A schema without any condition takes every value. */
function refusesNull(schema: Schema): boolean {
  const { type, enum: values, anyOf } = schema
  return (type !== undefined || values !== undefined || anyOf !== undefined) && !takesNull(schema)
}
