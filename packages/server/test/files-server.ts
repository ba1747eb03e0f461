import { once } from 'node:events'
import { type IncomingMessage, request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { VerifiedTokens } from '../auth/verified-tokens.ts'
import type { Role } from '@clearway/contract'
import cookie from '@fastify/cookie'
import Fastify from 'fastify'
import { hashSecret } from '../auth/key-pair.ts'
import { createSignals } from '../signals/signals.ts'
import type { Scope } from '../scope.ts'
import { addCredential } from '../db/tables/credentials.ts'
import { transact } from '../db/connection/transaction.ts'
import { seedUser } from '../db/tables/users.ts'
import { openFileStore } from '../files/open-file-store.ts'
import { openScope } from '../files/scope-for-tests.ts'
import type { StoreKind } from '../files/stores-for-tests.ts'
import { failure } from './envelope.ts'
import { filesRoutes } from './files.ts'
import { createLoginLimit } from '../auth/login-limit.ts'

/** A database for a block of tests. Each server on it has a company and a folder of its own. */
export async function openFilesWorld(database: AsyncDisposable & { readonly url: string; readonly folder: string }, kind: StoreKind) {
  const used = new AsyncDisposableStack()
  used.use(database)
  const { scope } = used.use(await openScope(database))
  return {
    start: (options: { readonly maxUpload?: number; readonly role?: Role } = {}) => startFiles(scope, kind, database.folder, options),
    [Symbol.asyncDispose]: () => used.disposeAsync(),
  }
}

export type FilesWorld = Awaited<ReturnType<typeof openFilesWorld>>

async function startFiles(
  shared: Scope,
  kind: StoreKind,
  shelf: string,
  { maxUpload = 0, role = 'user' }: { readonly maxUpload?: number; readonly role?: Role },
) {
  const id = shared.newId()
  const scope = { ...shared, company: id }
  const folder = join(shelf, id)
  const { db } = scope
  await transact(scope, async (tx) => {
    await seedUser(tx, { id, name: id, role, password: null, listed: true })
    await addCredential(tx, { accessKey: id, secretHash: hashSecret('secret'), user: id, label: null })
  })
  const authorization = basic(id)
  const grace = { graceMilliseconds: 60_000 }
  const location = await kind.location({ folder, maxUpload, ...grace })
  const files = openFileStore(await location.open(), grace)

  const app = Fastify({
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 4096 },
  })
  app.setErrorHandler((error, _, reply) => {
    const { status, body } = failure('id', 'trx', { name: 'files', requested: '2.34' }, error)
    return reply.code(status).send(body)
  })
  await app.register(cookie)
  await app.register(filesRoutes, {
    files,
    db,
    clock: scope,
    signals: createSignals(),
    auth: {
      scope,
      loginLimit: createLoginLimit({ loginLimit: 100, accountLoginLimit: 100 }),
      tokenSecret: Buffer.alloc(32),
      verified: new VerifiedTokens(),
      stockLeaseSeconds: 180,
      publicUrl: '',
    },
  })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const port = Number(new URL(url).port)

  const call = (path: string, { headers, ...init }: RequestInit = {}): Promise<Response> =>
    fetch(url + path, { ...init, headers: { authorization, ...(headers as Record<string, string>) }, signal: AbortSignal.timeout(10_000) })
  const post = (path: string, body: FormData, headers: Record<string, string> = {}): Promise<Response> =>
    call(path, { method: 'POST', body, headers })
  return {
    port,
    scope,
    authorization,
    fetch: call,
    post,
    get: (path: string, headers: Record<string, string> = {}) => call(path, { headers }),
    put: (path: string, name: string, content: string | Blob, headers: Record<string, string> = {}) => {
      const form = new FormData()
      form.append(name, content instanceof Blob ? content : new Blob([content], { type: 'text/plain' }), 'x')
      return post(path, form, headers)
    },
    /** GET with an address that `fetch` would tidy up. */
    raw: async (path: string): Promise<Response> => {
      const request = httpRequest({ port, path, headers: { authorization } }).end()
      const [reply] = (await once(request, 'response')) as [IncomingMessage]
      return new Response(Buffer.concat(await reply.toArray()), { status: reply.statusCode ?? 0 })
    },
    /** Whatever lies in the store, arrived or arriving. */
    left: location.names,
    [Symbol.asyncDispose]: async () => {
      await app.close()
      await files[Symbol.asyncDispose]()
    },
  }
}

export function basic(accessKey: string): string {
  return `Basic ${Buffer.from(`${accessKey}:secret`).toString('base64')}`
}

export function json(body: unknown): RequestInit {
  return { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
}

/** The name of the error in an answer. */
export async function code(reply: Response): Promise<string> {
  return ((await reply.json()) as { meta: { error_data: { code: string } } }).meta.error_data.code
}
