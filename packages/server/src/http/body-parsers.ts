import type { IncomingMessage } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ActionError } from '../errors.ts'
import type { Settings } from '../settings.ts'
import { type Body, type BodyBounds, readBody } from './body.ts'
import { Lines } from './lines.ts'

/** The largest body of a call that needs no credentials, and of a form, in bytes. */
const openBytes = 64 * 1024
/** The bytes of a body from which on other calls are answered between its parsing and its action. */
const longBytes = 1024 * 1024
/** The most values of a JSON body. The server answers no other call while it reads them, at up to 4 µs each. 10,000 parameters have 60,000 values. */
const mostValues = 80_000
/** The most values of a run, which has 260,000 if it has 10,000 steps, and of a batch that is sent as one JSON text. */
const mostValuesOfARun = 500_000
/** The most values of one line of a batch, which another thread parses. A plot of a million points is one line. */
const mostValuesInALine = 5_000_000

/** Reads bodies of JSON (an empty body is no input), of JSON lines, which stay bytes, and of forms, which are read like query strings. */
export function parseBodies(app: FastifyInstance, settings: Settings): void {
  app.decorateRequest('bodyDigest', '')
  app.removeContentTypeParser(['application/json', 'text/plain'])

  async function read(request: FastifyRequest, body: IncomingMessage, bounds: BodyBounds): Promise<Body> {
    const read = await readBody(body, bounds)
    request.bodyDigest = read.digest
    return read
  }
  app.addContentTypeParser('application/json', async (request: FastifyRequest, body: IncomingMessage) => {
    const { bytes } = await read(request, body, { bytes: mostBytes(request, settings), values: mostValuesOf(request) })
    const value = parse(bytes)
    // Other calls get a turn here: parsing a long body and running its action in one turn would delay them for too long.
    if (bytes.length > longBytes) await setImmediate()
    return value
  })
  app.addContentTypeParser(['application/json-lines', 'application/x-ndjson'], async (request: FastifyRequest, body: IncomingMessage) => {
    const bounds = { bytes: mostBytes(request, settings), values: mostValuesInALine, lines: true }
    return new Lines(await read(request, body, bounds))
  })
  app.addContentTypeParser('application/x-www-form-urlencoded', async (request: FastifyRequest, body: IncomingMessage) => {
    const { bytes } = await read(request, body, { bytes: openBytes, values: mostValues })
    return Object.fromEntries(new URLSearchParams(text(bytes)))
  })
}

/** The most bytes of a request's body: by the contract of its action, otherwise by its route. */
function mostBytes({ call, routeOptions }: FastifyRequest, { maxBody, maxContent, maxCall }: Settings): number {
  if (call === null) return routeOptions.bodyLimit ?? openBytes
  const { access, form, body } = call.mounted.action
  if (access === 'anyone') return openBytes
  return form === 'lines' ? maxBody : body === undefined ? maxCall : maxContent
}

function mostValuesOf({ call }: FastifyRequest): number {
  const isLarge = call?.mounted.action.body === 'run' || call?.mounted.action.form === 'lines'
  return isLarge ? mostValuesOfARun : mostValues
}

function parse(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined
  try {
    return JSON.parse(text(bytes)) as unknown
  } catch (error) {
    throw new ActionError('invalid_json', { reason: (error as Error).message }, { cause: error })
  }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}
