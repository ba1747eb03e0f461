import { once } from 'node:events'
import { type IncomingMessage, request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { VerifiedTokens } from '../src/auth/verified-tokens.ts'
import type { Role } from '@clearway/contract'
import { type DatabaseKind, database } from '@clearway/testkit'
import cookie from '@fastify/cookie'
import Fastify from 'fastify'
import { afterAll, beforeAll } from 'vitest'
import { hashSecret } from '../src/auth/key-pair.ts'
import { createSignals } from '../src/signals/signals.ts'
import { addCredential } from '../src/db/tables/credentials.ts'
import { transact } from '../src/db/connection/transaction.ts'
import { createLog } from '../src/log.ts'
import { seedUser } from '../src/db/tables/users.ts'
import { openFileStore } from '../src/files/open-file-store.ts'
import { openTestDatabase, type TestDatabase } from './database.ts'
import { forEachStore, type StoreKind } from './blob-stores.ts'
import { failure } from '../src/http/envelope.ts'
import { filesRoutes } from '../src/http/files.ts'
import { createLoginLimit } from '../src/auth/login-limit.ts'

/** Servers of files on one new database. Each has a company and a folder of its own. */
async function openFileServers(databases: DatabaseKind, kind: StoreKind) {
  const opened = await openTestDatabase(databases)
  return {
    start: (options: FileServerOptions = {}) => startFileServer(opened, kind, options),
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  }
}

type FileServers = Pick<Awaited<ReturnType<typeof openFileServers>>, 'start'>

/** Runs a block of tests once for each kind of store, with servers of files on one database for the block. */
export function forEachFileStore(tests: (servers: FileServers) => void): void {
  forEachStore((kind) => {
    let servers: Awaited<ReturnType<typeof openFileServers>>
    beforeAll(async () => {
      servers = await openFileServers(database, kind)
    })
    afterAll(() => servers[Symbol.asyncDispose]())
    tests({ start: (options) => servers.start(options) })
  })
}

interface FileServerOptions {
  readonly maxUpload?: number
  readonly role?: Role
}

async function startFileServer(
  { scope: shared, folder: parent }: TestDatabase,
  kind: StoreKind,
  { maxUpload = 0, role = 'user' }: FileServerOptions,
) {
  const id = shared.newId()
  const scope = { ...shared, company: id }
  const folder = join(parent, id)
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
    const { status, body } = failure({ id: 'id', trx: 'trx', endpoint: { name: 'files', requested: '2.34' } }, error)
    return reply.code(status).send(body)
  })
  await app.register(cookie)
  await app.register(filesRoutes, {
    files,
    db,
    clock: scope,
    log: createLog('silent'),
    signals: createSignals(),
    auth: {
      scope,
      loginLimit: createLoginLimit({ loginLimit: 100, accountLoginLimit: 100 }),
      tokenSecret: Buffer.alloc(32),
      verified: new VerifiedTokens(),
      stockLeaseSeconds: 180,
      taskRights: 'own',
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
    /** GET with an address that `fetch` would normalize. */
    raw: async (path: string): Promise<Response> => {
      const request = httpRequest({ port, path, headers: { authorization } }).end()
      const [reply] = (await once(request, 'response')) as [IncomingMessage]
      return new Response(Buffer.concat(await reply.toArray()), { status: reply.statusCode ?? 0 })
    },
    /** The names of all files in the store, complete or still being uploaded. */
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
