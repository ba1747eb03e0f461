/** Writes JSON for a column. NaN and infinities become null. The texts in it were made storable on arrival (`storable-text.ts`). */
export function json(value: unknown): string {
  return JSON.stringify(value ?? {})
}

/** Parses a JSON column. Both databases return it as text. */
export function parse<T>(text: string): T {
  return JSON.parse(text) as T
}
