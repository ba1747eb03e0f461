import { isRecord } from '@clearway/contract/is-record'
import { splitPath } from '../sql/field-path.ts'
import { isRequired, requiredBeside, type Shape } from './required-parts.ts'
import { defined } from '../../defined.ts'

/** The parts of a document that a request selects. */
export interface Projection {
  /** Whether a part, such as `script` or `script.diff`, is selected, whole or in part. */
  readonly wants: (path: string) => boolean
  /** The fields that are selected below a part by their names: a reference is shown with these instead of as an id. */
  readonly below: (path: string) => readonly string[]
  /** Reduces a document to the selection. `id` stays, and a parent stays even if the selected leaf is missing. */
  readonly apply: <D extends Readonly<Record<string, unknown>>>(document: D) => D
}

/**
 * Reads `only_fields`: dotted paths to include, where `*` at the end stands for everything there; with `-` before them, paths to exclude. Default:
 * everything. Below the document itself, objects keep the parts that their schema requires.
 */
export function projection(onlyFields: unknown, shape: Shape): Projection {
  const paths = (Array.isArray(onlyFields) ? onlyFields : [onlyFields]).filter(
    (path): path is string => typeof path === 'string' && path !== '',
  )
  const named = paths.filter((path) => !path.startsWith('-')).map(splitPath)
  const included = named.map((path) => (path.at(-1) === '*' ? path.slice(0, -1) : path))
  const excluded = paths
    .filter((path) => path.startsWith('-'))
    .map((path) => splitPath(path.slice(1)))
    .filter((path) => !isRequired(path, shape))
  const isWhole = included.length === 0 || included.some((path) => path.length === 0)
  const tree = isWhole ? undefined : treeOf(included.flatMap((path) => [path, ...requiredBeside(path, shape)]))
  const known = new Map<string, boolean>()
  return {
    wants: (path) => {
      const wanted =
        known.get(path) ??
        (!excluded.some((parts) => parts.join('.') === path || path.startsWith(`${parts.join('.')}.`)) &&
          (tree === undefined || touches(tree, splitPath(path))))
      known.set(path, wanted)
      return wanted
    },
    below: (path) => {
      const above = splitPath(path)
      const tails = named.filter((parts) => above.every((part, index) => parts[index] === part))
      return [...new Set(tails.flatMap((parts) => parts[above.length] ?? []))]
    },
    apply: (document) => {
      const kept =
        tree === undefined ? document : { ...(document['id'] === undefined ? {} : { id: document['id'] }), ...select(document, tree) }
      return excluded.reduce<Readonly<Record<string, unknown>>>(drop, kept) as typeof document
    },
  }
}

type Tree = ReadonlyMap<string, Tree>

function treeOf(paths: readonly (readonly string[])[]): Tree {
  const tree = new Map<string, Tree>()
  for (const [head, below] of Map.groupBy(paths, ([first]) => defined(first))) {
    const tails = below.map((parts) => parts.slice(1))
    // A path that is selected as a whole includes everything below, whatever is selected below it as well.
    tree.set(head, tails.some((tail) => tail.length === 0) ? new Map() : treeOf(tails))
  }
  return tree
}

function touches(tree: Tree, parts: readonly string[]): boolean {
  let node = tree
  for (const part of parts) {
    if (node.size === 0 && node !== tree) return true
    const next = node.get(part)
    if (next === undefined) return false
    node = next
  }
  return true
}

function select(value: Readonly<Record<string, unknown>>, tree: Tree): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    [...tree].flatMap(([key, below]) => {
      const part = Object.hasOwn(value, key) ? value[key] : undefined
      if (part === undefined) return []
      return [[key, below.size === 0 ? part : within(part, below)]]
    }),
  )
}
function within(part: unknown, tree: Tree): unknown {
  if (Array.isArray(part)) return part.map((item) => within(item, tree))
  if (typeof part !== 'object' || part === null) return part
  const { id } = part as { id?: unknown }
  // A joined reference always includes its id.
  return { ...(typeof id === 'string' ? { id } : {}), ...select(part as Readonly<Record<string, unknown>>, tree) }
}

function drop(value: Readonly<Record<string, unknown>>, [head, ...rest]: readonly string[]): Readonly<Record<string, unknown>> {
  if (head === undefined || !Object.hasOwn(value, head)) return value
  const { [head]: part, ...others } = value
  if (rest.length === 0) return head === 'id' ? value : others
  return isRecord(part) ? { ...value, [head]: drop(part, rest) } : value
}
