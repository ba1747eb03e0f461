import type { FastifyRequest } from 'fastify'
import { ActionError } from '../errors.ts'
import type { Body } from './body.ts'

/** A body of JSON lines, which is handed on unparsed. */
export class Lines implements Body {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly digest: string

  constructor({ bytes, digest }: Body) {
    this.bytes = bytes
    this.digest = digest
  }
}

/** The lines of a body. A body of another content type, which is one JSON text, counts as one line. */
export function linesOf({ body, bodyDigest }: FastifyRequest): Lines {
  if (body instanceof Lines) return body
  if (body === undefined || body === null) throw new ActionError('empty_batch')
  return new Lines({ bytes: new TextEncoder().encode(JSON.stringify(body)), digest: bodyDigest })
}
