/** JSON for a column. NUL characters go, because PostgreSQL cannot hold them; NaN and infinities become null. */
export function json(value: unknown): string {
  return JSON.stringify(value ?? {}).replaceAll('\\u0000', '')
}

/** A JSON column as a value. Both databases hand it over as text. */
export function parse<T>(text: string): T {
  return JSON.parse(text) as T
}
