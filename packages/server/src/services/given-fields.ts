/** Those of the values that a request gives, as an answer repeats them. */
export function givenFields(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
