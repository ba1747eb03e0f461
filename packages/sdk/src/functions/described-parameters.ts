import { itemTypesOf, jsonTypeOf, parameterSchema, type ParameterSchema } from '@clearway/engine'
import type { DescribedParameter } from './parameter-faults.ts'
import { isPlain } from './values/encode.ts'

interface JsonSchema {
  readonly properties?: Readonly<Record<string, { readonly type?: unknown; readonly default?: unknown; readonly description?: unknown }>>
  readonly required?: readonly string[]
}

/** The parameters that a JSON Schema of an object names. */
export function describedBySchema({ properties = {}, required = [] }: JsonSchema): DescribedParameter[] {
  return Object.entries(properties).map(([name, property]) => {
    const { type, default: value, description } = property
    return {
      name,
      schema: parameterSchema(property),
      ...(value === undefined ? {} : { default: value }),
      ...(value === undefined && !required.includes(name) ? { isOptional: true } : {}),
      ...(typeof type === 'string' ? { type } : {}),
      ...(typeof description === 'string' ? { description } : {}),
    }
  })
}

/** The parameters that default values name. */
export function describedByDefaults(defaults: Readonly<Record<string, unknown>>): DescribedParameter[] {
  return Object.entries(defaults).map(([name, value]) => {
    const type = value === null || value === undefined ? undefined : Array.isArray(value) ? 'array' : typeof value
    return { name, schema: schemaLike(value), default: value, ...(type === undefined ? {} : { type }) }
  })
}

/** The schema of values like a default; one that allows everything for a default that JSON has no form for, or null. */
function schemaLike(value: unknown): ParameterSchema {
  if (Array.isArray(value)) return { type: 'array', ...(value.length === 0 ? {} : { items: { type: [...itemTypesOf(value)] } }) }
  const type = typeof value === 'object' && value !== null && !isPlain(value) ? undefined : jsonTypeOf(value)
  return type === undefined || type === 'null' ? {} : { type }
}

/** The parameters of a schema that can give itself as JSON Schema, as the Standard JSON Schema interface has it; undefined for any other. */
export function describedByStandard(standard: object): DescribedParameter[] | undefined {
  const { jsonSchema } = standard as { readonly jsonSchema?: { readonly input?: (options: { readonly target: string }) => unknown } }
  try {
    const schema = jsonSchema?.input?.({ target: 'draft-2020-12' })
    return schema === undefined ? undefined : describedBySchema(schema as JsonSchema)
  } catch {
    // A schema may hold what JSON Schema cannot express.
    return undefined
  }
}
