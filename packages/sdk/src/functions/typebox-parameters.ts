import type { TObject } from 'typebox'
import { describedBySchema } from './described-parameters.ts'
import type { ParameterFault, ParameterSet } from './parameter-faults.ts'

/** The parameters that a TypeBox schema of an object describes. */
export function typeBoxParameters(schema: TObject): ParameterSet {
  const { properties = {}, additionalProperties } = schema as unknown as {
    readonly properties?: Readonly<Record<string, { readonly default?: unknown }>>
    readonly additionalProperties?: unknown
  }
  const names = Object.keys(properties)
  const defaults = names.flatMap((name) => (properties[name]?.default === undefined ? [] : [[name, properties[name].default] as const]))
  return {
    defaults: Object.fromEntries(defaults),
    described: describedBySchema(schema as Parameters<typeof describedBySchema>[0]),
    complete: async (given) => {
      // Loaded where it is needed: most programs have no schema.
      const { Value } = await import('typebox/value')
      const stated = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
      const values = Value.Default(schema, structuredClone(stated)) as Record<string, unknown>
      const unknown = additionalProperties === undefined ? Object.keys(values).filter((name) => !names.includes(name)) : []
      const faults: ParameterFault[] = [
        ...unknown.map((parameter) => ({ parameter, message: `there is no such parameter. There is: ${names.join(', ')}.` })),
        ...Value.Errors(schema, values).flatMap(faultsOf),
      ]
      return faults.length > 0 ? { faults } : { values }
    },
  }
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
