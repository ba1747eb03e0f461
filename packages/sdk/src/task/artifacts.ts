import { percentDecoded } from '@clearway/contract/percent-decoded'
import type { Artifact as WireArtifact } from '@clearway/contract'
import { basename, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Connection } from '../connection.ts'
import { contentTypeOf } from './content-type.ts'
import { pathSegment } from './file-path.ts'
import { jsonValue } from './json-value.ts'
import { copyUri, hashOf, readUri, type Stored, storeFile } from './files.ts'
import { temporaryFolder } from './temporary-folder.ts'
import type { Content } from './upload.ts'

/** The value of an artifact: a text, bytes, a `file:` URL (streamed), or any other JSON value. */
export type ArtifactValue = unknown

interface Prepared {
  readonly content: Content
  readonly fileName: string
  readonly type: string
  readonly contentType: string
  readonly preview: string
}

const previewBytes = 64 * 1024

/** Stores a value in a task's folder and gives the entry that registers it. The types are ClearML's, so that its Python client can read the value. */
export async function storeArtifact(
  connection: Connection,
  folder: readonly string[],
  name: string,
  value: ArtifactValue,
): Promise<WireArtifact> {
  const { content, fileName, type, contentType, preview } = prepare(name, value)
  const segments = [...folder, 'artifacts', pathSegment(name), pathSegment(fileName)]
  const stored: Stored = await storeFile(connection, segments, content, contentType)
  return outputArtifact(stored, { key: name, type, preview, contentType })
}

export interface ArtifactFacts {
  readonly key: string
  readonly type: string
  readonly preview: string
  readonly contentType: string
  /** The hash by which the cache of steps compares the value; default: that of the file. */
  readonly dataHash?: string
}

/** The entry that registers a stored file as an output artifact. */
export function outputArtifact(stored: Stored, { key, type, preview, contentType, dataHash = stored.hash }: ArtifactFacts): WireArtifact {
  return {
    key,
    type,
    mode: 'output',
    uri: stored.uri,
    content_size: stored.size,
    hash: stored.hash,
    timestamp: Math.floor(Date.now() / 1000),
    type_data: { preview, content_type: contentType, data_hash: dataHash },
  }
}

function prepare(name: string, value: ArtifactValue): Prepared {
  if (value instanceof URL) {
    if (value.protocol !== 'file:') throw new TypeError(`Artifact '${name}': only file: URLs are uploaded, not ${value.href}.`)
    const file = fileURLToPath(value)
    return { content: { file }, fileName: basename(file), type: 'custom', contentType: contentTypeOf(file), preview: basename(file) }
  }
  if (value instanceof Uint8Array) {
    const fileName = extname(name) === '' ? `${name}.bin` : name
    return {
      content: { bytes: value },
      fileName,
      type: 'custom',
      contentType: contentTypeOf(fileName),
      preview: `${value.byteLength} bytes`,
    }
  }
  if (typeof value === 'string') return ofText(name, value, textFormats.string)
  return ofText(name, JSON.stringify(jsonValue(value, `Artifact '${name}'`), undefined, 2), textFormats.json)
}

/** ClearML's types of the artifacts that are stored as text, each with the form of its file. */
const textFormats = {
  string: { type: 'string', extension: 'txt', contentType: 'text/plain' },
  json: { type: 'JSON', extension: 'json', contentType: 'application/json' },
} as const

function ofText(name: string, text: string, format: (typeof textFormats)[keyof typeof textFormats]): Prepared {
  const { type, extension, contentType } = format
  const bytes = new TextEncoder().encode(text)
  const preview = bytes.byteLength <= previewBytes ? text : `${text.slice(0, previewBytes / 4)}\n… (${bytes.byteLength} bytes in all)`
  return { content: { bytes }, fileName: `${name}.${extension}`, type, contentType, preview }
}

/** An artifact of a task, with the ways to read it. */
export interface Artifact {
  /** The name of the artifact in its task. */
  readonly name: string
  /** ClearML’s type, such as `JSON`, `string` or `custom`. */
  readonly type: string | undefined
  /** Whether the task was given it, or made it. */
  readonly mode: 'input' | 'output'
  /** The address of its file. */
  readonly url: string
  /** In bytes. */
  readonly size: number | undefined
  /** sha256, hex. */
  readonly hash: string | undefined
  /** The beginning of its content, for people. */
  readonly preview: string | undefined
  /** Reads its content, and throws if its hash is not the registered one; so do the other ways to read it. */
  readonly bytes: (signal?: AbortSignal) => Promise<Uint8Array>
  /** Reads its content as UTF-8. */
  readonly text: (signal?: AbortSignal) => Promise<string>
  /** Reads its content as JSON. */
  readonly json: <T = unknown>(signal?: AbortSignal) => Promise<T>
  /** Copies it to a file and gives the path; default: in a new temporary folder, which is deleted with a task's attempt. */
  readonly file: (path?: string, signal?: AbortSignal) => Promise<string>
}

/** The file name of a copy: that of the address, or the artifact's if the address has none. */
function fileNameOf(url: string, name: string): string {
  const last = URL.canParse(url) ? basename(new URL(url).pathname) : ''
  return percentDecoded(last) || pathSegment(name)
}

/** The artifact of an entry of a task. Its bytes are checked against its hash. */
export function openArtifact(connection: Connection, entry: WireArtifact): Artifact {
  const url = entry.uri ?? ''
  const hash = entry.hash ?? undefined
  const check = async (content: Content): Promise<void> => {
    if (hash === undefined || hash === '') return
    const found = await hashOf(content)
    if (found !== hash)
      throw new Error(
        `Artifact '${entry.key}': what lies at ${url} has the hash ${found}, not ${hash} as when it was registered. It was overwritten or damaged.`,
      )
  }
  const bytes = async (signal?: AbortSignal): Promise<Uint8Array> => {
    const read = await readUri(connection, url, signal)
    await check({ bytes: read })
    return read
  }
  const text = async (signal?: AbortSignal): Promise<string> => new TextDecoder().decode(await bytes(signal))
  return {
    name: entry.key,
    type: entry.type ?? undefined,
    mode: entry.mode ?? 'output',
    url,
    size: entry.content_size ?? undefined,
    hash,
    preview: typeof entry.type_data?.['preview'] === 'string' ? entry.type_data['preview'] : undefined,
    bytes,
    text,
    json: async <T>(signal?: AbortSignal) => JSON.parse(await text(signal)) as T,
    file: async (path, signal) => {
      const file = path ?? join(await temporaryFolder(), fileNameOf(url, entry.key))
      await copyUri(connection, url, file, signal)
      await check({ file })
      return file
    },
  }
}
