import { pathBelow } from '../../task/path-below.ts'
import { basename } from 'node:path'
import { toNpy } from './npy.ts'
import { StepFile } from './step-file.ts'
import { Attachment, ResultNode, type Tree } from './tree.ts'

/** What a value may hold beside plain data. */
export interface EncodeOptions {
  /** Names the whole value in an error, such as `The result of step 'train'`. */
  readonly what: string
  /** Finds the step result that an object is or came from. */
  readonly resultOf?: (value: object) => object | undefined
}

/**
 * A value as its text will hold it. Carried are JSON, undefined, NaN and infinities, bigint, dates, typed arrays, `Uint8Array`, `Buffer` and files, at
 * any depth. A property that is undefined is left out, as in JSON. Throws a `TypeError` that names the path of anything else.
 */
export function encode(value: unknown, options: EncodeOptions): Tree {
  return convert(value, { ...options, path: '', ancestors: [] })
}

interface Location extends EncodeOptions {
  readonly path: string
  readonly ancestors: readonly object[]
}

function convert(value: unknown, at: Location): Tree {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : { $number: Object.is(value, -0) ? '-0' : String(value) }
    case 'bigint':
      return { $bigint: String(value) }
    case 'undefined':
      return { $undefined: true }
    case 'object':
      return value === null ? null : convertObject(value, at)
    case 'function':
      return refuse(at, 'a function', 'Call it, and give its result')
    case 'symbol':
      return refuse(at, 'a symbol', 'Give its description')
  }
}

function convertObject(value: object, at: Location): Tree {
  const result = at.resultOf?.(value)
  if (result !== undefined) return new ResultNode(result)
  if (at.ancestors.includes(value)) return refuse(at, 'part of itself', 'Give a value without circles')
  if (value instanceof StepFile) return fileNode(value)
  if (ArrayBuffer.isView(value)) return viewNode(value, at)
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? refuse(at, 'an invalid date', 'Give a valid date') : { $date: value.toISOString() }
  const inner = { ...at, ancestors: [...at.ancestors, value] }
  if (Array.isArray(value)) return Array.from(value, (item: unknown, index) => convert(item, { ...inner, path: `${at.path}[${index}]` }))
  if (!isPlain(value)) return refuse(at, nameOf(value), cures[tagOf(value)] ?? 'Give plain data: objects, lists, texts and numbers')
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  // A key of the value's own that looks like a marker gets a second `$`.
  return Object.fromEntries(
    entries.map(([key, item]) => [key.startsWith('$') ? `$${key}` : key, convert(item, { ...inner, path: pathBelow(at.path, key) })]),
  )
}

function fileNode(file: StepFile): Tree {
  const { name, stored, local } = file
  if (stored !== undefined) return { $file: { name, ...stored } }
  return new Attachment('$file', { file: local ?? '' }, basename(name), { name })
}

function viewNode(value: ArrayBufferView, at: Location): Tree {
  if (Buffer.isBuffer(value)) return new Attachment('$bytes', { bytes: value }, 'bytes.bin', { type: 'Buffer' })
  if (value instanceof Uint8Array) return new Attachment('$bytes', { bytes: value }, 'bytes.bin', { type: 'Uint8Array' })
  const npy = toNpy(value)
  if (npy === undefined) return refuse(at, nameOf(value), 'Give a typed array or a Uint8Array')
  return new Attachment('$array', { parts: npy }, 'array.npy', { type: tagOf(value) })
}

/** Whether an object has no class of its own; objects of other realms count as plain too. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

const cures: Readonly<Record<string, string>> = {
  Map: 'Give Object.fromEntries of it',
  Set: 'Give Array.from of it',
  Error: 'Give its message or stack',
  Promise: 'Await it first',
  ArrayBuffer: 'Give a Uint8Array over it',
  URL: 'Give its href',
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1)
}

function nameOf(value: object): string {
  const name = (value.constructor as { readonly name?: string } | undefined)?.name || tagOf(value)
  return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`
}

function refuse({ what, path }: Location, found: string, cure: string): never {
  throw new TypeError(`${what}: ${path === '' ? 'it' : path} is ${found}, which cannot be carried to another step. ${cure}.`)
}
