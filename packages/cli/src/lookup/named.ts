/** A reference in an answer: `{ id, name }`, or an id alone. */
export interface Named {
  readonly id: string
  readonly name: string
}

/** Reads a reference in either form. The name of an id alone is the id. */
export function named(value: unknown): Named | undefined {
  if (typeof value === 'string') return value === '' ? undefined : { id: value, name: value }
  if (typeof value !== 'object' || value === null) return undefined
  const { id, name } = value as { id?: unknown; name?: unknown }
  if (typeof id !== 'string' || id === '') return undefined
  return { id, name: typeof name === 'string' && name !== '' ? name : id }
}
