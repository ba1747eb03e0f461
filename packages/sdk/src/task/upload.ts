import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'

/** The content of an upload: bytes in memory, in one or several parts, or a file, which is streamed. */
export type Content = { readonly bytes: Uint8Array } | { readonly parts: readonly Uint8Array[] } | { readonly file: string }

/** The size of the pieces that are sent one after another. */
const chunkBytes = 1 << 20

export async function sizeOf(content: Content): Promise<number> {
  if ('file' in content) return sizeOfFile(content.file)
  return partsOf(content).reduce((sum, { byteLength }) => sum + byteLength, 0)
}

async function sizeOfFile(file: string): Promise<number> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(error.code === 'ENOENT' ? `There is no file ${file} to upload.` : `${file} cannot be uploaded: ${error.message}`, {
      cause: error,
    })
  })
  if (found.isDirectory())
    throw new Error(`${file} is a folder, and only files are uploaded. Pack it into one file, or upload its files one by one.`)
  return found.size
}

/** The bytes of a content in order. What lies in memory is not copied. */
export async function* chunksOf(content: Content): AsyncGenerator<Uint8Array, void, void> {
  if ('file' in content) {
    for await (const chunk of createReadStream(content.file, { highWaterMark: chunkBytes })) yield chunk as Buffer
    return
  }
  for (const part of partsOf(content)) for (let at = 0; at < part.byteLength; at += chunkBytes) yield part.subarray(at, at + chunkBytes)
}

/** The parts of a content in memory. */
export function partsOf(content: Exclude<Content, { readonly file: string }>): readonly Uint8Array[] {
  return 'bytes' in content ? [content.bytes] : content.parts
}

/** A form with one file, written here because `FormData` copies what lies in memory. Each request opens it anew. */
export function formOf(
  path: string,
  { content, size, type }: { readonly content: Content; readonly size: number; readonly type: string },
): { readonly headers: Readonly<Record<string, string>>; readonly open: () => ReadableStream<Uint8Array> } {
  const boundary = `clearway-${randomUUID()}`
  const name = path.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22')
  const encoder = new TextEncoder()
  const head = encoder.encode(
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`,
  )
  const tail = encoder.encode(`\r\n--${boundary}--\r\n`)
  async function* body(): AsyncGenerator<Uint8Array, void, void> {
    yield head
    yield* chunksOf(content)
    yield tail
  }
  return {
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(head.byteLength + size + tail.byteLength),
    },
    open: () => ReadableStream.from(body()),
  }
}
