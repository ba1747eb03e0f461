import type { RequestOf, Task as WireTask, tasks } from '@clearway/contract'
import type { Json } from '@clearway/engine'

type Launch = RequestOf<typeof tasks.launch>
/** The documents of a task that a step may override. */
export type OverriddenParts = Pick<Launch, 'script' | 'container' | 'resources' | 'tags'>

const documents = ['script', 'container', 'resources'] as const

/** The documents of a base task with single values replaced, by paths such as `script.branch` or `container.image`; only those that change. */
export function overriddenParts(base: WireTask, overrides: Readonly<Record<string, Json>>): OverriddenParts {
  const parts: Record<string, unknown> = {}
  for (const [path, value] of Object.entries(overrides)) {
    const [head = '', ...rest] = path.split('.')
    if (head === 'tags' && rest.length === 0) parts['tags'] = value
    else if (isDocument(head)) parts[head] = setAt(parts[head] ?? base[head] ?? {}, rest, value)
    else throw new Error(`'${path}' cannot be overridden. What can is: tags, and what lies below ${documents.join(', ')}.`)
  }
  return parts
}

function isDocument(name: string): name is (typeof documents)[number] {
  return (documents as readonly string[]).includes(name)
}

function setAt(document: unknown, [key, ...rest]: readonly string[], value: Json): unknown {
  if (key === undefined) return value
  const record = typeof document === 'object' && document !== null ? (document as Record<string, unknown>) : {}
  return { ...record, [key]: setAt(record[key], rest, value) }
}
