/** Values that a caller may leave out, as they are passed on: absent where they are left out. */
type Given<Values> = { readonly [Name in keyof Values]?: Exclude<Values[Name], undefined> }

/** The values that are given: without those that are undefined. */
export function givenOf<Values extends object>(values: Values): Given<Values> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<Values>
}

/** Whether all values are undefined. */
export function isNothingGiven(values: object): boolean {
  return Object.values(values).every((value) => value === undefined)
}

/** Converts a value that is given; undefined stays undefined. */
export function ifGiven<Value, Converted>(value: Value | undefined, convert: (value: Value) => Converted): Converted | undefined {
  return value === undefined ? undefined : convert(value)
}
