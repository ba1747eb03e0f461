import type { Param } from '@clearway/contract'
import { parameterValue, pythonTypeOf } from '@clearway/engine'
import { jsonValue } from './json-value.ts'

/** The value of a parameter. Nested objects become parameters whose names hold slashes. */
export type ParameterValue = string | number | boolean | null | readonly ParameterValue[] | { readonly [name: string]: ParameterValue }
/** The parameters of a program, by their names. */
export interface Parameters {
  readonly [name: string]: ParameterValue
}

/** Whether a value is stored as parameters of its own, and not as one text. */
function isGroup(value: ParameterValue): value is { readonly [name: string]: ParameterValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
}

/** The parameters of a section as a task holds them: texts, with Python's names of their types. */
export function toParams(section: string, parameters: Parameters, prefix = ''): Param[] {
  return Object.entries(parameters).flatMap(([key, value]): Param[] => {
    const name = `${prefix}${key}`
    return isGroup(value)
      ? toParams(section, value, `${name}/`)
      : [{ section, name, value: toText(value, `${section}/${name}`), type: pythonTypeOf(value) }]
  })
}

/** A value as text in ClearML's form, which Python's clients can read. Throws a `TypeError` if there is no such text; `name` is for its message. */
export function toText(value: ParameterValue, name: string): string {
  if (value === null) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return numberText(value)
  return JSON.stringify(jsonValue(value, `Parameter '${name}'`))
}

/** A number as text; NaN and infinities as Python's `str` writes them. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  return Number.isFinite(value) ? String(value) : value > 0 ? 'inf' : '-inf'
}

/**
 * The parameters with the task's values in place of the defaults, each converted to its default's type. A text that cannot be converted leaves the
 * default and is reported to `warn`. Parameters that only the task has are ignored.
 */
export function withStoredValues<P extends Parameters>(
  parameters: P,
  given: (name: string) => Pick<Param, 'value' | 'type'> | undefined,
  warn: (message: string) => void,
  prefix = '',
): P {
  const entries = Object.entries(parameters).map(([key, value]): [string, ParameterValue] => {
    const name = `${prefix}${key}`
    if (isGroup(value)) return [key, withStoredValues(value, given, warn, `${name}/`)]
    const found = given(name)
    if (found === undefined) return [key, value]
    const cast = parameterValue(found, value)
    if (cast !== undefined) return [key, cast]
    warn(
      `Parameter '${name}' is '${found.value ?? ''}' on the task, which is no ${pythonTypeOf(value)}: the default ${toText(value, name)} is kept.`,
    )
    return [key, value]
  })
  return Object.fromEntries(entries) as P
}
