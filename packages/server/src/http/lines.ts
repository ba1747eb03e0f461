import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { ActionError } from '../errors.ts'

/** A body of JSON lines as it came, in memory of its own, and its digest. */
export class Lines {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly digest: string

  constructor(bytes: Uint8Array<ArrayBuffer>, digest = createHash('sha256').update(bytes).digest('hex')) {
    this.bytes = bytes
    this.digest = digest
  }
}

/** Memory is set aside for so many bytes before they have come. */
const mostBelieved = 8 * 1024 * 1024

/**
 * Reads such a body. It is put together and digested piece by piece, as it comes in: for one of many megabytes, doing so at its end would hold up every
 * other call. Throws `body_too_large` beyond `most` bytes.
 */
export async function readLines(body: IncomingMessage, most: number): Promise<Lines> {
  const announced = Number(body.headers['content-length'] ?? 0)
  if (announced > most) throw new ActionError('body_too_large')
  const hash = createHash('sha256')
  let bytes = new Uint8Array(Math.min(announced, mostBelieved))
  let length = 0
  // Whoever sends too much is still answered, so the request keeps its socket.
  for await (const piece of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    const end = length + piece.length
    if (end > most) throw new ActionError('body_too_large')
    if (end > bytes.length) bytes = grown(bytes, Math.min(most, Math.max(end, 2 * bytes.length)))
    bytes.set(piece, length)
    hash.update(piece)
    length = end
  }
  return new Lines(length === bytes.length ? bytes : bytes.slice(0, length), hash.digest('hex'))
}

function grown(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(length)
  larger.set(bytes)
  return larger
}
