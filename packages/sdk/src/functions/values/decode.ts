import { basename } from 'node:path'
import { percentDecoded } from '@clearway/contract/percent-decoded'
import type { Connection } from '../../connection.ts'
import { fromNpy } from './npy.ts'
import { readStored, StepFile, type StoredFile } from './step-file.ts'
import { ownKey } from './tree.ts'

type Key = string | number

/** The keys by which `encode` marks what JSON has no form for. Other keys with a `$` are data of others, such as `$schema`. */
const markers = new Set(['$undefined', '$number', '$bigint', '$date', '$array', '$bytes', '$file', '$value', '$step'])

/** Whether JSON stands for a value that JSON has no form for, or that is stored elsewhere. */
export function isMarked(json: unknown): boolean {
  return typeof json === 'object' && json !== null && markers.has(Object.keys(json)[0] ?? '')
}

/** Reads values back from their texts, and fetches what the texts name; each address is fetched once. */
export class ValueReader {
  readonly #connection: Connection
  readonly #documents = new Map<string, Promise<unknown>>()

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** The value of a JSON text that `encode` made. */
  async read(text: string): Promise<unknown> {
    return this.#decode(JSON.parse(text))
  }

  /** The value that is stored at an address: a value's text, another text, an array, or else a file. */
  async readAt(place: StoredFile, path: readonly Key[] = []): Promise<unknown> {
    const document = this.#documents.get(place.url) ?? this.#fetch(place)
    this.#documents.set(place.url, document)
    return partOf(await document, path, place.url)
  }

  async #fetch(place: StoredFile): Promise<unknown> {
    const name = fileNameOf(place.url)
    const extension = name.slice(name.lastIndexOf('.') + 1)
    if (extension === 'json') return this.read(await this.#text(place))
    if (extension === 'txt') return this.#text(place)
    if (extension === 'npy') return fromNpy(await readStored(this.#connection, place))
    return new StepFile({ name, stored: place, connection: this.#connection })
  }

  async #text(place: StoredFile): Promise<string> {
    return new TextDecoder().decode(await readStored(this.#connection, place))
  }

  async #decode(value: unknown): Promise<unknown> {
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return Promise.all(value.map((item: unknown) => this.#decode(item)))
    const entries = Object.entries(value as Record<string, unknown>)
    const [first] = entries
    if (first !== undefined && markers.has(first[0])) return this.#special(value as Record<string, unknown>, first[0])
    const decoded = entries.map(async ([key, item]) => [ownKey(key), await this.#decode(item)] as const)
    return Object.fromEntries(await Promise.all(decoded))
  }

  async #special(marked: Readonly<Record<string, unknown>>, marker: string): Promise<unknown> {
    const content = marked[marker]
    const place = content as StoredFile & { readonly type: string; readonly name: string }
    switch (marker) {
      case '$undefined':
        return undefined
      case '$number':
        return Number(content)
      case '$bigint':
        return BigInt(content as string)
      case '$date':
        return new Date(content as string)
      case '$array':
        return fromNpy(await readStored(this.#connection, place))
      case '$bytes': {
        const bytes = await readStored(this.#connection, place)
        return place.type === 'Buffer' ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) : bytes
      }
      case '$file': {
        const { name, ...stored } = place
        return new StepFile({ name, stored, connection: this.#connection })
      }
      case '$value':
        return this.readAt(place, marked['path'] as readonly Key[] | undefined)
      case '$step':
        // Empty if the step did not run and the `join` of its reader allows that.
        return content === '' ? undefined : this.readAt({ url: content as string }, marked['path'] as readonly Key[] | undefined)
      default:
        throw new Error(`A value cannot be marked ${marker}.`)
    }
  }
}

/** The part of a value under a path of keys: undefined where the last one is missing, because a property that is undefined is not stored. */
export function partOf(value: unknown, path: readonly Key[], what: string): unknown {
  let at = value
  for (const [depth, key] of path.entries()) {
    if (typeof at !== 'object' || at === null) {
      const whole = depth === 0 ? what : `The part ${path.slice(0, depth).join('.')} of ${what.replace(/^The /, 'the ')}`
      throw new Error(`${whole} is no object or list, so it has no part ${JSON.stringify(key)}, which .get(…) asks for.`)
    }
    at = (at as Record<Key, unknown>)[key]
  }
  return at
}

function fileNameOf(url: string): string {
  return percentDecoded(basename(URL.canParse(url) ? new URL(url).pathname : url))
}
