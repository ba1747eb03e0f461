import type { Param } from '@clearway/contract'
import { type Json, type ParameterSchema, pythonTypeOf, readAs, typesIn } from '@clearway/engine'
import { Errors } from 'typebox/value'

/** A value of a parameter, and what is stored of it; or why it is none, to stand behind "Parameter 'rows' is 'x', ". */
export type ReadParameter = { readonly param: Pick<Param, 'value' | 'type'>; readonly value?: Json } | { readonly fault: string }

/**
 * Reads a value that was given for a parameter, by the schema of the pipeline's program. With `isOlder` it is the schema of an older program: it tells the
 * types of values, and not which ones are allowed.
 */
export function readBySchema(given: unknown, schema: ParameterSchema, { isOlder = false } = {}): ReadParameter {
  const value = typeof given === 'string' ? readAs(given, schema) : ((given ?? null) as Json)
  if (value === undefined) return { fault: `which is no value of the type ${[...(typesIn(schema) ?? [])].join(' or ')}` }
  const rule = isOlder ? undefined : brokenRule(schema, value)
  return rule === undefined ? { param: { value: textOf(value), type: pythonTypeOf(value) }, value } : { fault: `but must ${rule}` }
}

/** What a schema demands and a value breaks, in words that stand behind "must". */
function brokenRule(schema: ParameterSchema, value: Json): string | undefined {
  const [problem] = Errors(schema, value)
  if (problem === undefined) return undefined
  const choices = choicesIn(schema)
  if (choices !== undefined) return `be one of ${choices.map((choice) => JSON.stringify(choice)).join(', ')}`
  const rule = problem.message.replace(/^must /, '')
  const path = problem.instancePath.slice(1).replaceAll('/', '.')
  return path === '' ? rule : `${rule} at ${path}`
}

/** The values of a schema that lists them. */
function choicesIn({ enum: choices, anyOf }: ParameterSchema): readonly Json[] | undefined {
  if (Array.isArray(choices)) return choices as Json[]
  const each = Array.isArray(anyOf) ? (anyOf as ParameterSchema[]).map(({ const: only }) => only) : []
  return each.length > 0 && each.every((only) => only !== undefined) ? (each as Json[]) : undefined
}

/** A value as a task states it: as ClearML's own programs write it. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return String(value)
  return JSON.stringify(value)
}
