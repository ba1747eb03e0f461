import type { Json } from '@clearway/engine'
import { pathBelow } from './path-below.ts'

/**
 * A value as JSON holds it. Throws a `TypeError` with the path of anything that JSON would change silently: a Map would become `{}`, NaN `null`.
 * As in `JSON.stringify`, a property that is undefined counts as absent, and an object with `toJSON` is replaced by its result.
 *
 * @param what names the whole value in the error, such as `Artifact 'scores'`
 */
export function jsonValue(value: unknown, what: string): Json {
  return convert(value, { what, path: '', ancestors: [] })
}

/** Where in the whole value a part of it is; `ancestors` are the objects around it. */
interface Location {
  readonly what: string
  readonly path: string
  readonly ancestors: readonly object[]
}

function convert(value: unknown, at: Location): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : refuse(at, String(value), 'Give a text or null in its place')
  if (typeof value !== 'object') return refuse(at, value === undefined ? 'undefined' : `a ${typeof value}`, cures[typeof value])
  if (at.ancestors.includes(value)) return refuse(at, 'part of itself', 'Give a value without circles')
  const kind = Object.prototype.toString.call(value).slice(8, -1)
  if (ArrayBuffer.isView(value)) return refuse(at, `a ${kind}`, 'Give Array.from of it, or its bytes as an artifact of their own')
  if ('toJSON' in value && typeof value.toJSON === 'function') return convert((value.toJSON as () => unknown)(), at)
  const ancestors = [...at.ancestors, value]
  if (Array.isArray(value))
    return Array.from(value, (item: unknown, index) => convert(item, { ...at, path: `${at.path}[${index}]`, ancestors }))
  if (kind !== 'Object') return refuse(at, /^[AEIOU]/.test(kind) ? `an ${kind}` : `a ${kind}`, cures[kind])
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  return Object.fromEntries(entries.map(([key, item]) => [key, convert(item, { ...at, path: pathBelow(at.path, key), ancestors })]))
}

const cures: Readonly<Record<string, string>> = {
  undefined: 'Leave it out, or give null',
  bigint: 'Give it as a text',
  Map: 'Give Object.fromEntries of it',
  Set: 'Give Array.from of it',
  Error: 'Give its message or stack',
  Promise: 'Await it first',
}

function refuse({ what, path }: Location, found: string, cure = 'Give a value that JSON can hold'): never {
  throw new TypeError(`${what}: ${path === '' ? 'it' : path} is ${found}, which JSON cannot hold. ${cure}.`)
}
