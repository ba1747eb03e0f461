import type { StoredMarker } from '@clearway/engine'
import type { Content } from '../../task/upload.ts'

/** Bytes or a file inside a value: stored beside the value's JSON text, which names it. */
export class Attachment {
  /** The marker under which the text names it. */
  readonly marker: Exclude<StoredMarker, '$value'>
  readonly content: Content
  /** What the reader needs to make the value again, such as the class of an array. */
  readonly fields: Readonly<Record<string, string>>
  readonly fileName: string

  constructor(marker: Attachment['marker'], content: Content, fileName: string, fields: Readonly<Record<string, string>>) {
    this.marker = marker
    this.content = content
    this.fileName = fileName
    this.fields = fields
  }
}

/** A part of a value that is known only when a step has ended: `of` is the step's result or a part of it. */
export class ResultNode<Of extends object = object> {
  readonly of: Of

  constructor(of: Of) {
    this.of = of
  }
}

/** A value as its text will hold it, with the parts that have to be stored or replaced first. */
export type Tree = string | number | boolean | null | Attachment | ResultNode | readonly Tree[] | { readonly [key: string]: Tree }

/** All nodes of a class in a tree, in order. */
export function nodesOf<T extends Attachment | ResultNode>(tree: Tree, kind: abstract new (...args: never[]) => T): T[] {
  if (tree instanceof kind) return [tree]
  if (tree === null || typeof tree !== 'object' || tree instanceof Attachment || tree instanceof ResultNode) return []
  return Object.values(tree).flatMap((item: Tree) => nodesOf(item, kind))
}

/** The JSON text of a tree; `write` gives the text of each attachment and each result. `${` is escaped, because a step's parameters resolve references. */
export function textOf(tree: Tree, write: (node: Attachment | ResultNode) => string): string {
  if (tree instanceof Attachment || tree instanceof ResultNode) return write(tree)
  if (typeof tree === 'string') return quoted(tree)
  if (tree === null || typeof tree !== 'object') return JSON.stringify(tree)
  if (Array.isArray(tree)) return `[${tree.map((item: Tree) => textOf(item, write)).join()}]`
  return `{${Object.entries(tree)
    .map(([key, item]) => `${quoted(key)}:${textOf(item as Tree, write)}`)
    .join()}}`
}

function quoted(text: string): string {
  return JSON.stringify(text).replaceAll('${', String.raw`\u0024{`)
}

/** The key of a value's own, which has a second `$` in its tree where it looks like a mark. */
export function ownKey(key: string): string {
  return key.startsWith('$$') ? key.slice(1) : key
}
