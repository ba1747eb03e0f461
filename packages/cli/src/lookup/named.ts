/** A reference that an answer holds as an id or as `{ id, name }`. */
export interface Named {
  readonly id: string
  readonly name: string
}

/** Reads either form; the name of a bare id is the id. */
export function named(value: unknown): Named | undefined {
  if (typeof value === 'string') return value === '' ? undefined : { id: value, name: value }
  if (typeof value !== 'object' || value === null) return undefined
  const { id, name } = value as { id?: unknown; name?: unknown }
  if (typeof id !== 'string' || id === '') return undefined
  return { id, name: typeof name === 'string' && name !== '' ? name : id }
}
