import type { Param } from '@clearway/contract'
import { jsonValue } from './json-value.ts'

/** What a parameter may hold. Nested objects become names with slashes. */
export type ParameterValue = string | number | boolean | null | readonly ParameterValue[] | { readonly [name: string]: ParameterValue }
export type Parameters = { readonly [name: string]: ParameterValue }

/** Whether a value is kept as parameters of its own, and not as one text. */
function isGroup(value: ParameterValue): value is { readonly [name: string]: ParameterValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
}

/** The parameters of a section as the wire has them: texts, with their types by Python's names. */
export function toParams(section: string, parameters: Parameters, prefix = ''): Param[] {
  return Object.entries(parameters).flatMap(([key, value]): Param[] => {
    const name = `${prefix}${key}`
    return isGroup(value)
      ? toParams(section, value, `${name}/`)
      : [{ section, name, value: toText(value, `${section}/${name}`), type: typeOf(value) }]
  })
}

/** A value as text, in ClearML's form: Python's clients read it back. Throws a `TypeError` where there is no such text; `name` is for its message. */
export function toText(value: ParameterValue, name: string): string {
  if (value === null) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return numberText(value)
  return JSON.stringify(jsonValue(value, `Parameter '${name}'`))
}

/** A number as Python's `str` writes those that JSON does not have. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  return Number.isFinite(value) ? String(value) : value > 0 ? 'inf' : '-inf'
}

function typeOf(value: ParameterValue): string {
  if (value === null) return 'NoneType'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'string') return 'str'
  return Array.isArray(value) ? 'list' : 'dict'
}

/** What a task says of a parameter. */
export interface Given {
  readonly value: string
  readonly type?: string | undefined
}

/**
 * The parameters with what the task says in place of the defaults, each brought to its default's type. A text that cannot be brought to it leaves
 * the default and is reported to `warn`. Parameters that the task has beyond these are none of the program's.
 */
export function withGiven<P extends Parameters>(
  parameters: P,
  given: (name: string) => Given | undefined,
  warn: (message: string) => void,
  prefix = '',
): P {
  const entries = Object.entries(parameters).map(([key, value]): [string, ParameterValue] => {
    const name = `${prefix}${key}`
    if (isGroup(value)) return [key, withGiven(value, given, warn, `${name}/`)]
    const found = given(name)
    if (found === undefined) return [key, value]
    const cast = fromText(found, value)
    if (cast !== undefined) return [key, cast]
    warn(`Parameter '${name}' is '${found.value}' on the task, which is no ${typeOf(value)}: the default ${toText(value, name)} is kept.`)
    return [key, value]
  })
  return Object.fromEntries(entries) as P
}

/** Reads a text as the type of the default, or of `type` where the default is null; undefined where it is none. */
export function fromText({ value, type }: Given, like: ParameterValue): ParameterValue | undefined {
  switch (like === null ? (type ?? 'str') : typeOf(like)) {
    case 'NoneType':
      return value === '' || value === 'None' ? null : value
    case 'int':
    case 'float': {
      const number = readNumber(value)
      return number
    }
    case 'bool':
      return readBoolean(value)
    case 'list':
    case 'tuple':
    case 'dict':
      return readJson(value)
    default:
      return value
  }
}

function readNumber(text: string): number | undefined {
  const trimmed = text.trim()
  const special: Readonly<Record<string, number>> = { inf: Infinity, '-inf': -Infinity, Infinity, '-Infinity': -Infinity, nan: NaN, NaN }
  if (Object.hasOwn(special, trimmed)) return special[trimmed]
  const number = Number(trimmed)
  return trimmed === '' || Number.isNaN(number) ? undefined : number
}

function readBoolean(text: string): boolean | undefined {
  const word = text.trim().toLowerCase()
  if (['true', '1', 'yes', 'on'].includes(word)) return true
  return ['false', '0', 'no', 'off', ''].includes(word) ? false : undefined
}

function readJson(text: string): ParameterValue | undefined {
  for (const attempt of [text, fromPython(text)]) {
    try {
      const value: unknown = JSON.parse(attempt)
      if (typeof value === 'object' && value !== null) return value as ParameterValue
    } catch {
      // The next spelling, or none.
    }
  }
  return undefined
}

/** Python's spelling of simple lists and dicts, as far as quotes and constants go. */
function fromPython(text: string): string {
  return text
    .replaceAll(/'((?:[^'"\\]|\\.)*)'/g, '"$1"')
    .replaceAll(/\bTrue\b/g, 'true')
    .replaceAll(/\bFalse\b/g, 'false')
    .replaceAll(/\bNone\b/g, 'null')
    .replaceAll(/^\(|\)$/g, (bracket) => (bracket === '(' ? '[' : ']'))
}
