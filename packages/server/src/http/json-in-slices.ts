import { setImmediate } from 'node:timers/promises'
import { ActionError } from '../errors.ts'
import { mostAnswerBytes } from '../most-answer-bytes.ts'

/** How many characters of JSON are written before other calls are answered. */
const sliceLength = 1024 * 1024
/** A value of at most this many characters is written in one turn; each item of a list or object counts as one. */
const lightLength = 64 * 1024
/** Whether a value is so small that it may be serialised at once. */
export function isLight(value: unknown): boolean {
  return lengthUpTo(value, lightLength) <= lightLength
}

/**
 * A JSON value as bytes. It is serialised slice by slice, and other calls are answered in between. Throws `answer_too_large` if it is
 * longer than `most` bytes.
 */
export async function jsonInSlices(value: unknown, most = mostAnswerBytes): Promise<Buffer> {
  const slices: Buffer[] = []
  let [waiting, bytes] = ['', 0]
  const add = (): void => {
    const slice = Buffer.from(waiting)
    bytes += slice.length
    if (bytes > most) throw new ActionError('answer_too_large', { most })
    slices.push(slice)
    waiting = ''
  }
  for (const piece of pieces(value)) {
    waiting += piece
    if (waiting.length < sliceLength) continue
    add()
    await setImmediate()
  }
  add()
  return Buffer.concat(slices)
}

/** The JSON of a value in pieces of at most a slice. */
function* pieces(value: unknown): Generator<string> {
  if (typeof value === 'string' && value.length > lightLength) yield* textPieces(value)
  else if (isLight(value) || typeof value !== 'object' || value === null || 'toJSON' in value) yield JSON.stringify(value) ?? 'null'
  else if (Array.isArray(value)) yield* listPieces(value)
  else yield* recordPieces(value as Readonly<Record<string, unknown>>)
}

function* textPieces(text: string): Generator<string> {
  yield '"'
  for (let from = 0, to = 0; from < text.length; from = to) {
    to = Math.min(text.length, from + sliceLength)
    // Half of a surrogate pair would be written as an escape.
    if (to < text.length && /[\uD800-\uDBFF]/.test(text.charAt(to - 1))) to -= 1
    yield JSON.stringify(text.slice(from, to)).slice(1, -1)
  }
  yield '"'
}

function* listPieces(list: readonly unknown[]): Generator<string> {
  yield '['
  for (const [index, item] of list.entries()) {
    if (index > 0) yield ','
    yield* pieces(item)
  }
  yield ']'
}

function* recordPieces(record: Readonly<Record<string, unknown>>): Generator<string> {
  let before = '{'
  for (const [key, item] of Object.entries(record)) {
    if (item === undefined || typeof item === 'function' || typeof item === 'symbol') continue
    yield `${before}${JSON.stringify(key)}:`
    yield* pieces(item)
    before = ','
  }
  yield before === '{' ? '{}' : '}'
}

/** About the length of a value's JSON. The count ends as soon as it is beyond the limit. */
function lengthUpTo(value: unknown, limit: number): number {
  const open: unknown[] = [value]
  let length = 0
  while (open.length > 0 && length <= limit) {
    const part = open.pop()
    length += typeof part === 'string' ? part.length + 1 : 1
    if (typeof part !== 'object' || part === null) continue
    if (Array.isArray(part)) {
      // A longer list is beyond the limit whatever its items are.
      if (length + part.length > limit) return limit + 1
      for (const item of part) open.push(item)
    } else
      for (const key in part) {
        length += key.length
        if (length > limit) break
        open.push((part as Readonly<Record<string, unknown>>)[key])
      }
  }
  return length
}
