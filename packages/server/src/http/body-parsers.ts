import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ActionError } from '../errors.ts'
import type { Settings } from '../settings.ts'
import { type Body, type BodyBounds, readBody } from './body.ts'
import { Lines } from './lines.ts'

/** The largest body of a call that needs no credentials, and of a form, in bytes. */
const openBytes = 64 * 1024
/** How many values a JSON body may hold. To parse and check one takes up to 4 µs, in which nobody else is answered; 10,000 parameters have 60,000. */
const mostValues = 80_000
/** The same for a run, of which one of 10,000 steps has 260,000, and for an event of a batch that comes by itself. */
const mostValuesOfARun = 500_000
/** The same for one line of a batch, which is parsed in a thread of its own. A plot of a million points is one line. */
const mostValuesInALine = 5_000_000

/** Reads bodies: JSON (an empty body means that nothing is given), JSON lines, which stay bytes, and forms, as query strings. */
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
    return parse(bytes)
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

/** The largest body of a request, in bytes: as its action's contract says, else as its route does. */
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
