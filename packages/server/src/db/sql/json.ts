/** JSON for a column. NaN and infinities become null. Its texts were made storable where they came in (`storable-text.ts`). */
export function json(value: unknown): string {
  return JSON.stringify(value ?? {})
}

/** A JSON column as a value. Both databases hand it over as text. */
export function parse<T>(text: string): T {
  return JSON.parse(text) as T
}
