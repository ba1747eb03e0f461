import { addToList } from './add-to-list.ts'

/**
 * An immutable map by name. An update copies only the nodes on the path to the changed entries, because copying all steps at each event would
 * make the time of a run grow with the square of their number. It is plain JSON, and one flat leaf up to 32 entries.
 */
export type PersistentMap<T> =
  | { readonly leaf: Readonly<Record<string, T>> }
  | { readonly branch: Readonly<Record<string, PersistentMap<T>>> }

const leafSize = 32
const maxDepth = 6

/** The map without entries. */
export function emptyMap<T>(): PersistentMap<T> {
  return { leaf: {} }
}

/** The value of a name. */
export function getEntry<T>(map: PersistentMap<T>, name: string): T | undefined {
  let node = map
  for (let depth = 0, hash = hashOf(name); 'branch' in node; depth += 1) {
    const child: PersistentMap<T> | undefined = node.branch[digitOf(hash, depth)]
    if (child === undefined) return undefined
    node = child
  }
  return Object.hasOwn(node.leaf, name) ? node.leaf[name] : undefined
}

/** A map with these entries set. Each node on the paths to them is copied once, however many entries lie below it. */
export function setEntries<T>(map: PersistentMap<T>, entries: Iterable<readonly [string, T]>): PersistentMap<T> {
  const list = [...entries]
  return list.length === 0 ? map : put(map, 0, list)
}

/** All entries, in no particular order. */
export function* entriesOf<T>(map: PersistentMap<T>): Generator<readonly [string, T]> {
  if ('leaf' in map) yield* Object.entries(map.leaf)
  else for (const child of Object.values(map.branch)) yield* entriesOf(child)
}

function put<T>(node: PersistentMap<T>, depth: number, entries: readonly (readonly [string, T])[]): PersistentMap<T> {
  if ('leaf' in node) {
    // `fromEntries` and not assignment: a step may be called `__proto__`.
    const leaf = Object.fromEntries([...Object.entries(node.leaf), ...entries])
    const size = Object.keys(leaf).length
    return size <= leafSize || depth >= maxDepth ? { leaf } : put({ branch: {} }, depth, Object.entries(leaf))
  }
  const groups = new Map<string, (readonly [string, T])[]>()
  for (const entry of entries) addToList(groups, digitOf(hashOf(entry[0]), depth), entry)
  const branch = { ...node.branch }
  for (const [digit, group] of groups) branch[digit] = put(branch[digit] ?? emptyMap<T>(), depth + 1, group)
  return { branch }
}

/** The 32-bit FNV-1a hash. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < name.length; index += 1) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

function digitOf(hash: number, depth: number): string {
  return String((hash >>> (depth * 5)) & 31)
}
