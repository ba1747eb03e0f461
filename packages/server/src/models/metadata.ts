/** Metadata by key. Requests have it as a list of { key, type, value }, or as a map of them. */
export function metadataOf(metadata: unknown): Record<string, unknown> {
  if (Array.isArray(metadata)) return Object.fromEntries((metadata as { key: string }[]).map((item) => [item.key, item]))
  return typeof metadata === 'object' && metadata !== null ? (metadata as Record<string, unknown>) : {}
}
