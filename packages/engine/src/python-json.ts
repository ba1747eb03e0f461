import type { Json } from './json.ts'

/**
 * Writes JSON as Python's `json.dumps(value, sort_keys=True)` does, byte for byte, for texts, booleans, null and whole numbers. ClearML
 * hashes that text, so equal steps have equal hashes whichever controller ran them.
 */
export function pythonJson(value: Json): string {
  if (typeof value === 'string') return text(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`
  const entries = Object.entries(value as Readonly<Record<string, Json>>).sort(([a], [b]) => byCodePoint(a, b))
  return `{${entries.map(([key, item]) => `${text(key)}: ${pythonJson(item)}`).join(', ')}}`
}

function text(value: string): string {
  return JSON.stringify(value).replaceAll(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** JavaScript compares UTF-16 units, which puts U+1F600 before U+FFFD. */
function byCodePoint(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)]
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const difference = (left[index]?.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}
