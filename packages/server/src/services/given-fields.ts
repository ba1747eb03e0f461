/** The values that a request gives, without those that it leaves out, as its answer repeats them. */
export function givenFields(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
