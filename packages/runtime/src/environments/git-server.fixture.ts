import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { readFile, mkdtemp, rm } from 'node:fs/promises'
import { createServer as createPlainServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { execa } from 'execa'

type GitServer = AsyncDisposable & {
  /** Where the repository is served, such as `https://127.0.0.1:4000/repository`. */
  readonly url: string
  readonly host: string
  /** Users and passwords that it was shown, as `user:password`. */
  readonly seen: ReadonlySet<string>
  /** Makes git trust the server's certificate. */
  readonly env: Readonly<Record<string, string>>
}

interface GitServerOptions {
  readonly login: string
  readonly protocol?: 'http' | 'https'
  /** Is called while the client waits for its answer. */
  readonly onRequest?: () => void
}

/** Serves a repository by git's own HTTP backend, to whoever shows the user and password, with a certificate of its own or without TLS. */
export async function aGitServer(repository: string, { login, protocol = 'https', onRequest }: GitServerOptions): Promise<GitServer> {
  const folder = await mkdtemp(join(tmpdir(), 'clearway-git-server-'))
  const seen = new Set<string>()
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    onRequest?.()
    const shown = request.headers.authorization && Buffer.from(request.headers.authorization.replace('Basic ', ''), 'base64').toString()
    if (shown) seen.add(shown)
    if (shown === login) serve(repository, request, response)
    else response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end()
  }
  const server = protocol === 'http' ? createPlainServer(answer) : createServer(await aCertificate(folder), answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: `${protocol}://${host}/${basename(repository)}`,
    host,
    seen,
    env: { GIT_SSL_CAINFO: join(folder, 'cert.pem') },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function aCertificate(folder: string): Promise<{ readonly key: Buffer; readonly cert: Buffer }> {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const request = [
    'req',
    '-x509',
    '-nodes',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-days',
    '2',
    '-subj',
    '/CN=127.0.0.1',
  ]
  await execa('openssl', [...request, '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert])
  return { key: await readFile(key), cert: await readFile(cert) }
}

/** A request as git's CGI program takes it, and its answer as HTTP. */
function serve(repository: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://git')
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: dirname(repository),
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'],
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  request.pipe(backend.stdin)
  let head: Buffer | undefined = Buffer.alloc(0)
  backend.stdout.on('data', (chunk: Buffer) => {
    if (head === undefined) return void response.write(chunk)
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end === -1) return
    const headers = new Map(
      head
        .subarray(0, end)
        .toString()
        .split('\r\n')
        .map((line) => line.split(': ', 2) as [string, string]),
    )
    response.writeHead(Number((headers.get('Status') ?? '200').slice(0, 3)), { 'content-type': headers.get('Content-Type') ?? '' })
    response.write(head.subarray(end + 4))
    head = undefined
  })
  backend.stdout.on('end', () => response.end())
}
