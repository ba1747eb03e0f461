import { defined } from './defined.ts'

/**
 * Makes a text storable in both databases. NUL characters are removed, because PostgreSQL cannot store them; half of a surrogate pair becomes U+FFFD,
 * because UTF-8 cannot encode it. Every other text stays as it is.
 */
export function storableText(text: string): string {
  const formed = text.isWellFormed() ? text : text.toWellFormed()
  return formed.includes('\0') ? formed.replaceAll('\0', '') : formed
}

/**
 * Makes every string of a JSON value storable, keys included. The value is changed in place, and by a loop instead of recursion, because clients may
 * nest it deeper than the stack reaches. Of two keys that become equal, the last one stays, as of equal keys in JSON.
 */
export function storableValue(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value)
  const open: unknown[] = [value]
  while (open.length > 0) {
    const part = open.pop()
    if (Array.isArray(part)) cleanItems(part, open)
    else if (typeof part === 'object' && part !== null) cleanEntries(part as Record<string, unknown>, open)
  }
  return value
}

function cleanItems(list: unknown[], open: unknown[]): void {
  for (const [index, item] of list.entries())
    if (typeof item === 'string') list[index] = storableText(item)
    else if (typeof item === 'object') open.push(item)
}

function cleanEntries(record: Record<string, unknown>, open: unknown[]): void {
  const entries = Object.entries(record)
  const names = entries.map(([key]) => storableText(key))
  const isRenamed = entries.some(([key], index) => names[index] !== key)
  if (isRenamed) for (const [key] of entries) delete record[key]
  for (const [index, [, value]] of entries.entries()) {
    const cleaned = typeof value === 'string' ? storableText(value) : value
    if (typeof cleaned === 'object') open.push(cleaned)
    // Defined and not assigned, because `__proto__` must be a key like others.
    if (isRenamed || cleaned !== value)
      Object.defineProperty(record, defined(names[index]), { value: cleaned, writable: true, enumerable: true, configurable: true })
  }
}
