import type { Json } from '@clearway/engine'

/**
 * A value as JSON carries it. Throws a `TypeError` that names the path of what JSON would lose without a word: a Map would become `{}`, NaN `null`.
 * As everywhere in JavaScript a property that is undefined counts as absent, and an object with `toJSON` is what that gives.
 *
 * @param what names the whole value in the error, such as `Artifact 'scores'`
 */
export function jsonValue(value: unknown, what: string): Json {
  return convert(value, { what, path: '', above: [] })
}

type Place = { readonly what: string; readonly path: string; readonly above: readonly object[] }

function convert(value: unknown, place: Place): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : refuse(place, String(value), 'Give a text or null in its place')
  if (typeof value !== 'object') return refuse(place, value === undefined ? 'undefined' : `a ${typeof value}`, cures[typeof value])
  if (place.above.includes(value)) return refuse(place, 'part of itself', 'Give a value without circles')
  const kind = Object.prototype.toString.call(value).slice(8, -1)
  if (ArrayBuffer.isView(value)) return refuse(place, `a ${kind}`, 'Give Array.from of it, or its bytes as an artifact of their own')
  if ('toJSON' in value && typeof value.toJSON === 'function') return convert((value.toJSON as () => unknown)(), place)
  const above = [...place.above, value]
  if (Array.isArray(value))
    return Array.from(value, (item: unknown, index) => convert(item, { ...place, path: `${place.path}[${index}]`, above }))
  if (kind !== 'Object') return refuse(place, /^[AEIOU]/.test(kind) ? `an ${kind}` : `a ${kind}`, cures[kind])
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  return Object.fromEntries(
    entries.map(([key, item]) => [key, convert(item, { ...place, path: `${place.path}${step(key, place.path === '')}`, above })]),
  )
}

const cures: Readonly<Record<string, string>> = {
  undefined: 'Leave it out, or give null',
  bigint: 'Give it as a text',
  Map: 'Give Object.fromEntries of it',
  Set: 'Give Array.from of it',
  Error: 'Give its message or stack',
  Promise: 'Await it first',
}

function step(key: string, isFirst: boolean): string {
  if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key)) return `[${JSON.stringify(key)}]`
  return isFirst ? key : `.${key}`
}

function refuse({ what, path }: Place, found: string, cure = 'Give a value that JSON can hold'): never {
  throw new TypeError(`${what}: ${path === '' ? 'it' : path} is ${found}, which JSON cannot hold. ${cure}.`)
}
