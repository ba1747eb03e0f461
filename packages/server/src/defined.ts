/** A value that an invariant ensures, as its type without `undefined` and `null`. Throws where the invariant is broken. */
export function defined<Value>(value: Value): NonNullable<Value> {
  if (value === undefined || value === null) throw new Error('A value is missing that must be there.')
  return value
}
