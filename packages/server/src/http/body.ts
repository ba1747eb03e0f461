import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { ActionError } from '../errors.ts'
import { type JsonBounds, JsonMeter } from './json-meter.ts'
import { LongLineMeter } from './long-line-meter.ts'

export interface BodyBounds extends JsonBounds {
  readonly bytes: number
  /** Whether each line is a JSON text of its own; the bounds then apply to each line. */
  readonly lines?: boolean
}

/** The bytes of a body, in a buffer of their own, and their SHA-256. */
export interface Body {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly digest: string
}

/** The most memory, in bytes, that is reserved by a body's announced length before the bytes arrive. */
const mostBelieved = 8 * 1024 * 1024
/** The longest pause between two pieces of a body. */
const pauseSeconds = 30

/**
 * Reads a body of JSON or JSON lines. Each piece is measured, hashed and stored as it arrives, because doing so at the end of a body of many megabytes
 * would delay every other call. Throws `body_too_large`, `body_too_complex` and `body_too_slow`; the rest of the body is then left unread.
 */
export function readBody(body: IncomingMessage, bounds: BodyBounds): Promise<Body> {
  const { bytes: most } = bounds
  const announced = Number(body.headers['content-length'] ?? 0)
  const meter = new JsonMeter(bounds)
  const lineMeter = new LongLineMeter(bounds)
  const hash = createHash('sha256')
  return new Promise((resolve, reject) => {
    let bytes = new Uint8Array(Math.min(announced, most, mostBelieved))
    let length = 0
    const slow = setTimeout(() => end(new ActionError('body_too_slow', { seconds: pauseSeconds })), pauseSeconds * 1000)
    const add = (piece: Buffer): void => {
      slow.refresh()
      const next = length + piece.length
      if (next > most) throw new ActionError('body_too_large', { most })
      if (next > bytes.length) bytes = grown(bytes, Math.min(most, Math.max(next, 2 * bytes.length)))
      bytes.set(piece, length)
      if (bounds.lines === true) lineMeter.add(bytes, length, next)
      else meter.add(piece)
      hash.update(piece)
      length = next
    }
    const onData = (piece: Buffer): void => {
      try {
        add(piece)
      } catch (error) {
        end(error)
      }
    }
    const onEnd = (): void => end()
    const onClose = (): void => end(new ActionError('invalid_json', { reason: 'the body ended before its time' }))
    function end(error?: unknown): void {
      clearTimeout(slow)
      body.pause().off('data', onData).off('end', onEnd).off('error', end).off('close', onClose)
      if (error !== undefined) reject(error as Error)
      else resolve({ bytes: length === bytes.length ? bytes : bytes.slice(0, length), digest: hash.digest('hex') })
    }
    // The connection is closed already, for example when the server stops, and no event will follow.
    if (body.destroyed) return onClose()
    if (announced > most) return end(new ActionError('body_too_large', { most, bytes: announced }))
    body.on('data', onData).on('end', onEnd).on('error', end).on('close', onClose)
  })
}

function grown(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(length)
  larger.set(bytes)
  return larger
}
