import type { Launch, Task } from '@clearway/contract'
import type { Json } from '../json.ts'

/** The documents of a task that a step may override. */
export type OverriddenDocuments = Pick<Launch, 'script' | 'container' | 'resources' | 'tags'>

const documents = ['script', 'container', 'resources'] as const

/** The documents of a base task with single values replaced, by paths such as `script.branch` or `container.image`; only those that change. */
export function overriddenDocuments(base: Task, overrides: Readonly<Record<string, Json>>): OverriddenDocuments {
  const changed: Record<string, unknown> = {}
  for (const [path, value] of Object.entries(overrides)) {
    const [head = '', ...rest] = path.split('.')
    if (head === 'tags' && rest.length === 0) changed['tags'] = value
    else if (isDocument(head)) changed[head] = setAt(changed[head] ?? base[head] ?? {}, rest, value)
    else throw new Error(`'${path}' cannot be overridden. What can is: tags, and what lies below ${documents.join(', ')}.`)
  }
  return changed
}

function isDocument(name: string): name is (typeof documents)[number] {
  return (documents as readonly string[]).includes(name)
}

function setAt(document: unknown, [key, ...rest]: readonly string[], value: Json): unknown {
  if (key === undefined) return value
  const record = typeof document === 'object' && document !== null ? (document as Record<string, unknown>) : {}
  return { ...record, [key]: setAt(record[key], rest, value) }
}
