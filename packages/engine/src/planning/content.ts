import type { Json } from '../json.ts'
import type { ReferableArtifact, ReferableTask } from '../referable-task.ts'
import type { ReferenceLookup } from '../resolve.ts'

/** The keys under which an input or a result of a function names what is stored beside it. */
const markers = ['$array', '$bytes', '$file', '$value'] as const
export type StoredMarker = (typeof markers)[number]

/** A lookup that reads, in place of an artifact's address, the hash of what is stored there; the address where no hash is known. */
export function byContent(lookup: ReferenceLookup): ReferenceLookup {
  return {
    ...lookup,
    task: (step) => {
      const task = lookup.task(step)
      return task === undefined ? undefined : withContents(task)
    },
  }
}

function withContents(task: ReferableTask): ReferableTask {
  const entries = Object.entries(task.artifacts).map(([name, artifact]) => [name, withContent(artifact)] as const)
  return { ...task, artifacts: Object.fromEntries(entries) }
}

function withContent(artifact: ReferableArtifact): ReferableArtifact {
  return artifact.content === undefined ? artifact : { ...artifact, url: `content:${artifact.content}` }
}

/** The text of an input or a result of a function without the addresses of what is stored beside it: its hash stays. Any other text stays as it is. */
export function contentText(text: string): string {
  if (!markers.some((marker) => text.includes(`"${marker}"`))) return text
  let isChanged = false
  try {
    const value: unknown = JSON.parse(text, (key, item: Json) => {
      if (!isMarker(key) || !isStored(item)) return item
      isChanged = true
      const { url: _, ...rest } = item
      return rest
    })
    return isChanged ? JSON.stringify(value) : text
  } catch {
    return text
  }
}

function isMarker(key: string): boolean {
  return (markers as readonly string[]).includes(key)
}

function isStored(item: Json): item is { readonly url: string; readonly hash: string } {
  return (
    typeof item === 'object' && item !== null && 'url' in item && 'hash' in item && typeof item['hash'] === 'string' && item['hash'] !== ''
  )
}
