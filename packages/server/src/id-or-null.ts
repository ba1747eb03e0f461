/** The id in a reference; null for an empty one, which clears the reference. */
export function idOrNull(id: string): string | null {
  return id === '' ? null : id
}
