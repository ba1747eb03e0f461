import type { Static, TObject } from 'typebox'
import { describedByDefaults, describedByStandard } from './described-parameters.ts'
import type { ParameterFault, ParameterSet } from './parameter-faults.ts'
import { typeBoxParameters } from './typebox-parameters.ts'

/** The part of the Standard Schema interface that is used here (standardschema.dev, version 1). */
export interface StandardSchema<Input = unknown, Output = Input> {
  /** The properties that such a library gives its schemas. */
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}
type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | {
      readonly issues: readonly {
        readonly message: string
        readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
      }[]
    }

/** What defines the parameters of a pipeline: default values, a TypeBox schema, or a schema of any library that follows Standard Schema. */
export type ParameterSource = TObject | StandardSchema | Readonly<Record<string, unknown>>

/** The parameters as the body gets them. */
export type ParametersOf<S> = S extends StandardSchema<infer _, infer Output> ? Output : S extends TObject ? Static<S> : Widened<S>

/** The parameters as a caller gives them. */
export type GivenParameters<S> =
  S extends StandardSchema<infer Input> ? Input : S extends TObject ? Partial<Static<S>> : Partial<Widened<S>>

/** The types of default values, without the values themselves. */
type Widened<T> = { -readonly [K in keyof T]: Wide<T[K]> }
type Wide<T> = T extends string
  ? string
  : T extends number
    ? number
    : T extends boolean
      ? boolean
      : T extends readonly (infer E)[]
        ? Wide<E>[]
        : T extends Readonly<Record<string, unknown>>
          ? Widened<T>
          : T

export function parameterSet(source: ParameterSource): ParameterSet {
  if ('~standard' in source) return standardParameters(source as StandardSchema)
  if ('~kind' in source) return typeBoxParameters(source as TObject)
  return defaultParameters(source as Readonly<Record<string, unknown>>)
}

function standardParameters(schema: StandardSchema): ParameterSet {
  return {
    hasSchema: true,
    described: describedByStandard(schema['~standard']),
    complete: async (given) => {
      const result = await schema['~standard'].validate(given)
      if (result.issues === undefined) return { values: result.value as Record<string, unknown> }
      const faults = result.issues.map(({ message, path = [] }) => ({
        parameter: path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.') || 'all',
        message,
      }))
      return { faults }
    },
  }
}

function defaultParameters(defaults: Readonly<Record<string, unknown>>): ParameterSet {
  const names = Object.keys(defaults)
  return {
    hasSchema: false,
    described: describedByDefaults(defaults),
    complete: async (given) => {
      const faults = Object.entries(given).flatMap(([parameter, value]): ParameterFault[] => {
        if (value === undefined) return []
        if (!Object.hasOwn(defaults, parameter))
          return [{ parameter, message: `there is no such parameter. There is: ${names.length === 0 ? 'none' : names.join(', ')}.` }]
        const [wanted, found] = [kindOf(defaults[parameter]), kindOf(value)]
        return wanted === 'null' || wanted === found
          ? []
          : [{ parameter, message: `is ${article(found)}, and its default is ${article(wanted)}.` }]
      })
      if (faults.length > 0) return { faults }
      const stated = Object.entries(given).filter(([, value]) => value !== undefined)
      return { values: { ...defaults, ...Object.fromEntries(stated) } }
    },
  }
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value !== 'object') return typeof value
  const tag = Object.prototype.toString.call(value).slice(8, -1)
  return tag === 'Array' ? 'list' : tag === 'Object' ? 'object' : tag
}

function article(kind: string): string {
  return `${/^[aeiou]/i.test(kind) ? 'an' : 'a'} ${kind}`
}
