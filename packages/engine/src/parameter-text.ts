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

/** The types of JSON, for which Python has other names. */
export type JsonType = 'string' | 'number' | 'boolean' | 'null' | 'array' | 'object'

/** The type of a value of JSON; undefined for any other value that is no object. */
export function jsonTypeOf(value: unknown): JsonType | undefined {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  const type = typeof value
  return type === 'string' || type === 'number' || type === 'boolean' || type === 'object' ? type : undefined
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
      return readList(text, Array.isArray(fallback) && fallback.length > 0 ? itemTypesOf(fallback) : undefined)
    case 'dict':
      return readObject(text)
    default:
      return text
  }
}

export function readNumber(text: string): number | undefined {
  const trimmed = text.trim()
  const special: Readonly<Record<string, number>> = { inf: Infinity, '-inf': -Infinity, Infinity, '-Infinity': -Infinity, nan: NaN, NaN }
  if (Object.hasOwn(special, trimmed)) return special[trimmed]
  const number = Number(trimmed)
  return trimmed === '' || Number.isNaN(number) ? undefined : number
}

export function readBoolean(text: string): boolean | undefined {
  const word = text.trim().toLowerCase()
  if (['true', '1', 'yes', 'on'].includes(word)) return true
  return ['false', '0', 'no', 'off', ''].includes(word) ? false : undefined
}

/** The types of the items of a list. */
export function itemTypesOf(list: readonly unknown[]): ReadonlySet<JsonType> {
  return new Set(list.flatMap((item) => jsonTypeOf(item) ?? []))
}

/**
 * Reads a list in brackets, as JSON or Python writes it, or without them: `a,b`. Where the types of the items are not known, items without brackets are
 * numbers if all are.
 */
export function readList(text: string, types: ReadonlySet<JsonType> | undefined): readonly Json[] | undefined {
  if (/^\s*[[({]/.test(text)) {
    const value = readLiteral(text)
    return Array.isArray(value) ? (value as Json[]) : undefined
  }
  const words = text === '' ? [] : text.split(',')
  if (types === undefined) return readItems(words, new Set(['number'])) ?? words
  return readItems(words, types)
}

function readItems(words: readonly string[], types: ReadonlySet<JsonType>): Json[] | undefined {
  const items = words.map((word): Json | undefined => {
    const number = types.has('number') ? readNumber(word) : undefined
    if (number !== undefined) return number
    const isTrue = types.has('boolean') ? readBoolean(word) : undefined
    return isTrue ?? (types.has('string') ? word : undefined)
  })
  return items.every((item) => item !== undefined) ? items : undefined
}

/** Reads an object, as JSON or Python writes it. */
export function readObject(text: string): Json | undefined {
  const value = readLiteral(text)
  return Array.isArray(value) ? undefined : value
}

function readLiteral(text: string): Json | undefined {
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
