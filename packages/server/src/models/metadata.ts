/** Converts metadata to a map by key. Requests have a list of { key, type, value }, or such a map. */
export function metadataOf(metadata: unknown): Record<string, unknown> {
  if (Array.isArray(metadata)) return Object.fromEntries((metadata as { key: string }[]).map((item) => [item.key, item]))
  return typeof metadata === 'object' && metadata !== null ? (metadata as Record<string, unknown>) : {}
}
