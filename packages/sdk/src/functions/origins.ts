import { createHash } from 'node:crypto'
import { partsOf } from '../task/upload.ts'
import { encode } from './values/encode.ts'
import { type Attachment, textOf } from './values/tree.ts'

/** A value with more parts is recorded without its parts. */
const mostParts = 100

/**
 * Which step's result an awaited object is. Passed on unchanged, the object becomes a reference again: the run's graph has the edge, and nothing is
 * stored twice.
 */
export class Origins {
  readonly #known = new WeakMap<object, { readonly result: () => object; readonly fingerprint: string }>()

  /** Records the result of an awaited value and, by `part`, of the parts right below it. */
  add(value: unknown, result: object, part: (key: string | number) => object): void {
    if (!this.#add(value, () => result)) return
    // The keys of a large array would take many times its own memory.
    if (ArrayBuffer.isView(value) || (Array.isArray(value) && value.length > mostParts)) return
    const entries = Object.entries(value as object)
    if (entries.length > mostParts) return
    for (const [key, item] of entries) this.#add(item, () => part(Array.isArray(value) ? Number(key) : key))
  }

  /** The result that an object came from, if it is still as it was. */
  find(value: object): object | undefined {
    const known = this.#known.get(value)
    if (known === undefined || fingerprintOf(value) !== known.fingerprint) return undefined
    return known.result()
  }

  #add(value: unknown, result: () => object): boolean {
    if (typeof value !== 'object' || value === null) return false
    const fingerprint = fingerprintOf(value)
    if (fingerprint === undefined) return false
    this.#known.set(value, { result, fingerprint })
    return true
  }
}

function fingerprintOf(value: object): string | undefined {
  const hash = createHash('sha256')
  try {
    const tree = encode(value, { what: 'A result' })
    hash.update(
      textOf(tree, (node) => {
        const { content, fields } = node as Attachment
        return JSON.stringify([fields, 'file' in content ? content.file : hashOfParts(partsOf(content))])
      }),
    )
  } catch {
    // Changed to something that cannot be carried: the error belongs to whoever passes it on.
    return undefined
  }
  return hash.digest('hex')
}

function hashOfParts(parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}
