import type { VersionedDocument } from '@clearway/contract'

type Document = Readonly<Record<string, unknown>>

/** The tags that were system tags when both kinds were one list. Source: ClearML server 2.3.0. */
const ofSystem: Readonly<Record<VersionedDocument, readonly string[]>> = {
  task: ['active', 'archived', 'development'],
  model: ['active', 'archived'],
  project: ['archived', 'public', 'default'],
  queue: ['default'],
}

/** Divides the tags of a client below version 2.3, which sends system tags among them, and in filters with a `-` before those that it does not want. */
export function dividedTags(entity: VersionedDocument, document: Document): Document {
  const { tags, system_tags: given } = document
  const isDivided = Array.isArray(given) ? given.length > 0 : given !== undefined && given !== null
  if (!Array.isArray(tags) || isDivided) return document
  const isSystem = (tag: unknown): boolean => {
    if (typeof tag !== 'string') return false
    return ofSystem[entity].includes(tag.replace(/^-/, '')) || (entity === 'task' && /^-?annotat/i.test(tag))
  }
  const system = tags.filter(isSystem)
  return { ...document, tags: tags.filter((tag) => !isSystem(tag)), system_tags: system }
}
