import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import type { IncomingMessage } from 'node:http'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { ActionError } from '../errors.ts'
import { lazily } from '../lazily.ts'
import { apiVersion } from '../version.ts'
import type { CallParts } from './call-parts.ts'
import { failure, withRetryAfter } from './envelope.ts'
import { filesRoutes } from './files.ts'
import { readLines } from './lines.ts'
import { mountActions } from './mount.ts'
import { openapi } from './openapi.ts'
import { Receipts } from './receipts.ts'

/** How long an idle connection stays open. Node's default of 5 s makes dropped connections, and those make repeated writes. */
export const keepAliveMilliseconds = 75_000

/** Everything that answers over HTTP: actions, files, health, the OpenAPI document. */
export async function createApp(parts: CallParts): Promise<{ readonly app: FastifyInstance; readonly receipts: Receipts }> {
  const { settings } = parts
  const refuse = refusing(parts)
  const app = Fastify({
    exposeHeadRoutes: false,
    bodyLimit: settings.maxBody,
    keepAliveTimeout: keepAliveMilliseconds,
    forceCloseConnections: true,
    frameworkErrors: (_, request, reply) =>
      void refuse(request, reply, new ActionError(request.url.startsWith('/files/') ? 'invalid_path' : 'unknown_action')),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 4096 },
  })
  // ClearML's clients send GET with a JSON body.
  app.addHttpMethod('GET', { hasBody: true, overrideExisting: true })
  readBodies(app, settings.maxBody)
  refuseInEnvelopes(app, refuse)
  allowOrigins(app, settings.origins)
  await app.register(cookie)
  await app.register(helmet, { contentSecurityPolicy: false, crossOriginResourcePolicy: false })
  await app.register(compress, { global: true, threshold: 16_384, encodings: ['gzip'], inflateIfDeflated: false })
  const receipts = new Receipts(parts.telemetry)
  mountActions(app, parts, receipts)
  const document = lazily(() => JSON.stringify(openapi()))
  app.get('/openapi.json', (_, reply) => reply.type('application/json').send(document()))
  app.get('/health', async () => {
    await parts.db.selectFrom('setting').select('name').limit(1).execute()
    return { status: 'ok' }
  })
  await app.register(filesRoutes, parts)
  return { app, receipts }
}

/** JSON (an empty body means nothing given), JSON lines kept as bytes, forms as query strings. */
function readBodies(app: FastifyInstance, most: number): void {
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) => {
    if (body === '') return done(null, undefined)
    try {
      done(null, JSON.parse(body as string))
    } catch (error) {
      done(new ActionError('invalid_json', { reason: (error as Error).message }) as Error)
    }
  })
  app.addContentTypeParser(['application/json-lines', 'application/x-ndjson'], (_: FastifyRequest, body: IncomingMessage) =>
    readLines(body, most),
  )
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(body as string))),
  )
}

/** Also what never reaches an action is refused in ClearML's frame: its clients read nothing else. */
function refusing({ clock, log }: CallParts): Refuse {
  return (request, reply, error) => {
    const id = clock.newId()
    const { status, code, body } = failure(
      id,
      id,
      { name: request.url.split('?', 1)[0]!.replace(/^\/+/, ''), requested: apiVersion },
      error,
    )
    if (code === 'internal' || code === 'files_unavailable')
      log.error({ err: error, url: request.url, call: id }, 'A call failed on our side')
    return withRetryAfter(reply, error).code(status).send(body)
  }
}
type Refuse = (request: FastifyRequest, reply: FastifyReply, error: unknown) => FastifyReply

function refuseInEnvelopes(app: FastifyInstance, refuse: Refuse): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (request.headers['content-encoding'] !== undefined) {
      void refuse(request, reply, new ActionError('unsupported_media', { encoding: request.headers['content-encoding'] }))
      return
    }
    done()
  })
  app.setNotFoundHandler((request, reply) =>
    refuse(request, reply, new ActionError('unknown_action', { path: request.url.split('?', 1)[0] })),
  )
  app.setErrorHandler((error, request, reply) => refuse(request, reply, known(error)))
}

/** Fastify's own refusals by our names. */
function known(error: unknown): unknown {
  const code = (error as { code?: string }).code
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new ActionError('body_too_large', {}, { cause: error })
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new ActionError('unsupported_media', {}, { cause: error })
  if (code === 'FST_ERR_CTP_EMPTY_JSON_BODY' || code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH')
    return new ActionError('invalid_json', {}, { cause: error })
  return error
}

/** CORS is off but for the origins that are configured. */
function allowOrigins(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return
  app.addHook('onRequest', (request, reply, done) => {
    const { origin } = request.headers
    if (origin === undefined || !origins.includes(origin)) return done()
    void reply.headers({ 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true', vary: 'Origin' })
    if (request.method !== 'OPTIONS') return done()
    void reply
      .headers({
        'access-control-allow-methods': 'GET, POST, PUT, DELETE',
        'access-control-allow-headers': 'authorization, content-type, x-clearml-client',
        'access-control-max-age': '600',
      })
      .code(204)
      .send()
  })
}
