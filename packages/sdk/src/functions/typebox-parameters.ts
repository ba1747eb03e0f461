import type { TObject } from 'typebox'
import { describedBySchema } from './described-parameters.ts'
import type { ParameterFault, ParameterSet } from './parameter-faults.ts'
import { isPlain } from './values/encode.ts'

/** The parameters that a TypeBox schema of an object describes. */
export function typeBoxParameters(schema: TObject): ParameterSet {
  const { properties = {}, additionalProperties } = schema as unknown as {
    readonly properties?: Readonly<Record<string, unknown>>
    readonly additionalProperties?: unknown
  }
  const names = Object.keys(properties)
  return {
    hasSchema: true,
    described: describedBySchema(schema as Parameters<typeof describedBySchema>[0]),
    complete: async (given) => {
      // Loaded where it is needed: most programs have no schema.
      const { Value } = await import('typebox/value')
      const stated = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
      const values = Value.Default(schema, copyOf(stated)) as Record<string, unknown>
      const unknown = additionalProperties === undefined ? Object.keys(values).filter((name) => !names.includes(name)) : []
      const faults: ParameterFault[] = [
        ...unknown.map((parameter) => ({ parameter, message: `there is no such parameter. There is: ${names.join(', ')}.` })),
        ...Value.Errors(schema, values).flatMap(faultsOf),
      ]
      return faults.length > 0 ? { faults } : { values }
    },
  }
}

/** A copy in which defaults can be filled in. Objects of classes, such as files, stay the same: a copy would lose their methods. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf)
  if (typeof value !== 'object' || value === null || !isPlain(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, copyOf(item)]))
}

function faultsOf(error: {
  readonly keyword: string
  readonly instancePath: string
  readonly message: string
  readonly params: unknown
}): ParameterFault[] {
  const path = error.instancePath.slice(1).replaceAll('/', '.')
  if (error.keyword !== 'required') return [{ parameter: path || 'all', message: `${error.message}.` }]
  const { requiredProperties } = error.params as { readonly requiredProperties: readonly string[] }
  return requiredProperties.map((name) => ({
    parameter: path === '' ? name : `${path}.${name}`,
    message: 'is required, and has no default.',
  }))
}
