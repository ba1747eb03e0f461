import type {} from '@fastify/compress'
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Scope } from '../scope.ts'
import { ActionError } from '../errors.ts'
import { byteRange } from './byte-range.ts'
import { fileScope, type FileScope, type FilesDeps } from './file-access.ts'
import { deleteFile, deleteFiles, namedFiles } from './file-deletion.ts'
import { fileHeaders, namesBytes } from './file-headers.ts'
import { receiveFiles } from './file-upload.ts'
import { defined } from '../defined.ts'

type Answer = (request: FastifyRequest, reply: FastifyReply, scope: FileScope) => Promise<unknown>

/** Serves files as ClearML's file server does: below `/files` and, for clients that leave the path out, at the root. */
export async function filesRoutes(app: FastifyInstance, deps: FilesDeps): Promise<void> {
  const { files: store } = deps
  await app.register(multipart, { limits: { fileSize: Number.POSITIVE_INFINITY, fieldNameSize: 16_384, parts: 10_000 } })

  function route(method: 'GET' | 'HEAD' | 'POST' | 'DELETE', url: string, answer: Answer): void {
    const scopes = new WeakMap<FastifyRequest, FileScope>()
    app.route({
      method,
      url,
      // Ranges, lengths and hashes refer to the stored bytes.
      compress: false,
      bodyLimit: 16 << 20,
      onRequest: async (request, reply) => {
        // ClearML's clients fork with open connections and then read each other's answers.
        if (request.headers['user-agent']?.startsWith('python-requests')) void reply.header('connection', 'close')
        refuseEncoded(request)
        scopes.set(request, await fileScope(deps, request, method === 'GET' || method === 'HEAD' ? 'viewer' : 'user'))
      },
      handler: (request, reply) => answer(request, reply, defined(scopes.get(request))),
    })
  }

  const upload =
    (pathOf: (name: string) => string): Answer =>
    (request, _, scope) =>
      receiveFiles(request, scope, store, pathOf)
  route('POST', '/', upload(withoutFilesPrefix))
  route('POST', '/files', upload(asSent))

  route('GET', '/files/*', async (request, reply, scope) => {
    const file = await existing(request, scope)
    const headers = fileHeaders(file, 'download' in (request.query as object))
    if (namesBytes(request.headers['if-none-match'], file.sha256)) return reply.headers(headers).code(304).send()
    const ifRange = request.headers['if-range']
    const unchanged = ifRange === undefined || namesBytes(String(ifRange), file.sha256)
    const range = unchanged ? byteRange(request.headers.range, file.bytes) : undefined
    if (range === 'unsatisfiable') return reply.headers(headers).code(416).header('content-range', `bytes */${file.bytes}`).send()
    // Read before the headers of the file are set, because a refusal must carry none of them.
    const bytes = await store.read(file, range)
    void reply.headers(headers)
    if (range === undefined) return reply.header('content-length', file.bytes).send(bytes)
    void reply
      .header('content-range', `bytes ${range.start}-${range.end}/${file.bytes}`)
      .header('content-length', range.end - range.start + 1)
    return reply.code(206).send(bytes)
  })

  route('HEAD', '/files/*', async (request, reply, scope) => {
    const file = await existing(request, scope)
    void reply.headers(fileHeaders(file, 'download' in (request.query as object)))
    if (namesBytes(request.headers['if-none-match'], file.sha256)) return reply.code(304).send()
    return reply.header('content-length', file.bytes).send()
  })

  route('DELETE', '/files/*', async (request, reply, scope) => {
    const path = pathIn(request)
    await deleteFile(store, scope, path)
    return reply.type('application/json').send(JSON.stringify(path))
  })

  route('POST', '/delete_many', (request, _, scope) => deleteFiles(store, scope, namedFiles(request.body, withoutFilesPrefix)))
  route('POST', '/files/delete_many', (request, _, scope) => deleteFiles(store, scope, namedFiles(request.body, asSent)))

  async function existing(request: FastifyRequest, scope: Scope) {
    const path = pathIn(request)
    const file = await store.find(scope, path)
    if (file === undefined) throw new ActionError('file_not_found', { path })
    return file
  }
}

function refuseEncoded({ headers }: FastifyRequest): void {
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity') throw new ActionError('unsupported_media', { encoding })
}

function asSent(name: string): string {
  return name
}

/** The path without `files/`, which clients that know only the host put before it. */
function withoutFilesPrefix(name: string): string {
  return name.replace(/^\/*files\//, '')
}

/** The path in the address, percent-decoded exactly once, because a decoded name may hold what looks like another escape. */
function pathIn(request: FastifyRequest): string {
  const [address = ''] = request.url.split('?', 1)
  try {
    return decodeURIComponent(address.slice('/files/'.length))
  } catch (error) {
    throw new ActionError('invalid_path', { path: address.slice(0, 200), fault: 'is not percent-encoded UTF-8' }, { cause: error })
  }
}
