/** The index of the last occurrence of each value, in order. PostgreSQL refuses to write one row twice in a statement. */
export function lastOfEach(values: readonly number[]): readonly number[] {
  const last = new Map(values.map((value, index) => [value, index]))
  return last.size === values.length ? [...values.keys()] : [...last.values()].toSorted((a, b) => a - b)
}
