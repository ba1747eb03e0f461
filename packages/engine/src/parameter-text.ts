import type { Param } from '@clearway/contract'
import type { Json } from './json.ts'

/** Python's name for the type of a value, as tasks state it. */
export function pythonTypeOf(value: Json): string {
  if (value === null) return 'NoneType'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'string') return 'str'
  return Array.isArray(value) ? 'list' : 'dict'
}

/**
 * Reads a parameter's text as a value of the default's type, or of the stated type if the default is null; undefined if the text is no such
 * value. Numbers may be NaN or infinite.
 */
export function parameterValue({ value, type }: Pick<Param, 'value' | 'type'>, fallback: Json): Json | undefined {
  const text = String(value ?? '')
  switch (fallback === null ? (type ?? 'str') : pythonTypeOf(fallback)) {
    case 'NoneType':
      return text === '' || text === 'None' ? null : text
    case 'int':
    case 'float':
      return readNumber(text)
    case 'bool':
      return readBoolean(text)
    case 'list':
    case 'tuple':
    case 'dict':
      return readJson(text)
    default:
      return text
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

function readJson(text: string): Json | undefined {
  for (const attempt of [text, fromPython(text)]) {
    try {
      const value: unknown = JSON.parse(attempt)
      if (typeof value === 'object' && value !== null) return value as Json
    } catch {
      // Not JSON: the next spelling is tried.
    }
  }
  return undefined
}

/** Simple lists and dicts in Python's spelling as JSON: quotes, constants and the brackets of a tuple are replaced. */
function fromPython(text: string): string {
  return text
    .replaceAll(/'((?:[^'"\\]|\\.)*)'/g, '"$1"')
    .replaceAll(/\bTrue\b/g, 'true')
    .replaceAll(/\bFalse\b/g, 'false')
    .replaceAll(/\bNone\b/g, 'null')
    .replaceAll(/^\(|\)$/g, (bracket) => (bracket === '(' ? '[' : ']'))
}
