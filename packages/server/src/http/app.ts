import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { readServerSetting } from '../db/tables/server-settings.ts'
import { ActionError } from '../errors.ts'
import { lazily } from '../lazily.ts'
import { parseBodies } from './body-parsers.ts'
import type { CallDeps } from './call-deps.ts'
import { filesRoutes } from './files.ts'
import { mountActions } from './mount.ts'
import { openapi } from './openapi.ts'
import { IdempotencyRecords } from '../idempotency/idempotency-records.ts'
import { type Refuse, refusing } from './refuse.ts'
import { takeInRefusedBodies } from './refused-body.ts'
import { webApp } from './web-app.ts'

/** How long an idle connection stays open. With Node's default of 5 s more connections break during a call, whose write is then repeated. */
export const keepAliveMilliseconds = 75_000

/** Makes the HTTP application: actions, files, health, the OpenAPI document, the web app. */
export async function createApp(deps: CallDeps): Promise<{ readonly app: FastifyInstance; readonly records: IdempotencyRecords }> {
  const { settings } = deps
  const refuse = refusing(deps)
  const app = Fastify({
    exposeHeadRoutes: false,
    keepAliveTimeout: keepAliveMilliseconds,
    forceCloseConnections: true,
    trustProxy: (_address, hop) => hop < settings.trustedHops,
    frameworkErrors: (_, request, reply) =>
      void refuse(request, reply, new ActionError(request.url.startsWith('/files/') ? 'invalid_path' : 'unknown_action')),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 4096 },
  })
  // ClearML's clients send GET with a JSON body.
  app.addHttpMethod('GET', { hasBody: true, overrideExisting: true })
  app.decorateRequest('call', null)
  // Before all other hooks, so that a page of another origin can read refusals too.
  await allowOrigins(app, settings.origins)
  parseBodies(app, settings)
  takeInRefusedBodies(app)
  // Before the hook that answers for the web app.
  await app.register(cookie)
  refuseInEnvelopes(app, deps, refuse)
  await app.register(helmet, { contentSecurityPolicy: false, crossOriginResourcePolicy: false })
  await app.register(compress, { global: true, threshold: 16_384, encodings: ['gzip'], inflateIfDeflated: false })
  const records = new IdempotencyRecords(deps.telemetry, deps.name)
  mountActions(app, deps, records)
  const document = lazily(() => JSON.stringify(openapi()))
  app.get('/openapi.json', (_, reply) => reply.type('application/json').send(document()))
  app.get('/health', async () => {
    await readServerSetting(deps, 'uid')
    const fault = await deps.storage.fault()
    if (fault !== undefined) throw fault
    return { status: 'ok' }
  })
  await app.register(filesRoutes, deps)
  return { app, records }
}

/** Answers every refusal in ClearML's frame. A request that no route serves is for the web app, or is refused before its body is read. */
function refuseInEnvelopes(app: FastifyInstance, deps: CallDeps, refuse: Refuse): void {
  const answerWebApp = webApp(deps)
  const unknown = (request: FastifyRequest): ActionError => new ActionError('unknown_action', { path: request.url.split('?', 1)[0] })
  app.addHook('onRequest', async (request, reply) => {
    const encoding = request.headers['content-encoding']
    if (encoding !== undefined) return refuse(request, reply, new ActionError('unsupported_media', { encoding }))
    if (request.is404 && request.method !== 'OPTIONS')
      return (await answerWebApp(request, reply)) ?? refuse(request, reply, unknown(request))
  })
  app.setNotFoundHandler((request, reply) => refuse(request, reply, unknown(request)))
  app.setErrorHandler((error, request, reply) => refuse(request, reply, error))
}

/** Lets pages of the configured origins read answers and send any header, as the client does to resume the change stream. */
async function allowOrigins(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return
  await app.register(cors, {
    origin: (origin, decide) => decide(null, origin !== undefined && origins.includes(origin)),
    credentials: true,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    exposedHeaders: ['etag', 'content-range', 'content-disposition', 'retry-after'],
    maxAge: 600,
    strictPreflight: false,
  })
}
