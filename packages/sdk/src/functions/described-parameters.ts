import type { DescribedParameter } from './parameter-faults.ts'

interface JsonSchema {
  readonly properties?: Readonly<Record<string, { readonly type?: unknown; readonly default?: unknown; readonly description?: unknown }>>
}

/** The parameters that a JSON Schema of an object names. */
export function describedBySchema({ properties = {} }: JsonSchema): DescribedParameter[] {
  return Object.entries(properties).map(([name, { type, default: value, description }]) => ({
    name,
    ...(value === undefined ? {} : { default: value }),
    ...(typeof type === 'string' ? { type } : {}),
    ...(typeof description === 'string' ? { description } : {}),
  }))
}

/** The parameters that default values name. */
export function describedByDefaults(defaults: Readonly<Record<string, unknown>>): DescribedParameter[] {
  return Object.entries(defaults).map(([name, value]) => {
    const type = value === null || value === undefined ? undefined : Array.isArray(value) ? 'array' : typeof value
    return { name, default: value, ...(type === undefined ? {} : { type }) }
  })
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
