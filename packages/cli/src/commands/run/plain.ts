/** A result as JSON has it: arrays of numbers and bytes by their type and size, files by their name, and what JSON has no number for as a text. */
export function plain(value: unknown): unknown {
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))) return String(value)
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}(${'length' in value ? Number(value.length) : value.byteLength})`
  if (value instanceof Date) return value.toISOString()
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(plain)
  if (value.constructor !== Object && 'name' in value) return `file ${String(value.name)}`
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}
