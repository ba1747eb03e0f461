import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { builtFiles } from './built-files.ts'
import { type PositionDeps, positionFor } from './page-position.ts'

/** The built web app: beside the bundled programs, or where the sources' build puts it. */
const folders = [join(import.meta.dirname, '../web'), join(import.meta.dirname, '../../../../build/web')]

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}
/** The forms in which the build stores a file, the shortest first, with the endings of their names. */
const encodings = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const

/** Sends a file or the page of the web app; undefined if the request asks for neither. */
export type AnswerWebApp = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>

/**
 * The web app. Its one page is the answer to every address that is no action's and no file's: the page reads the address itself. Nothing is read before
 * the first request, so that a start takes no time for it.
 */
export function webApp(deps: PositionDeps): AnswerWebApp {
  const root = folders.find((folder) => existsSync(join(folder, 'index.html')))
  if (root === undefined) return async () => undefined
  const files = builtFiles(root)
  return async (request, reply) => {
    if (!['GET', 'HEAD'].includes(request.method)) return undefined
    const [path = ''] = request.url.split('?', 1)
    const name = path.slice(1)
    const names = await files()
    if (names === undefined) return undefined
    const type = types[extname(name)]
    if (type !== undefined && name !== 'index.html' && names.has(name)) return sendFile({ root, name, names, type }, request, reply)
    return asksForPage(request, path) ? sendPage(root, reply, await positionFor(deps, request)) : undefined
  }
}

interface BuiltFile {
  readonly root: string
  readonly name: string
  readonly names: ReadonlySet<string>
  readonly type: string
}

async function sendFile({ root, name, names, type }: BuiltFile, { headers }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const accepted = String(headers['accept-encoding'] ?? '')
  const [encoding, ending] = encodings.find(([known, suffix]) => accepted.includes(known) && names.has(name + suffix)) ?? [undefined, '']
  // The names of assets hold the hash of their content.
  void reply.header('cache-control', name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
  void reply.headers({ vary: 'accept-encoding', 'x-content-type-options': 'nosniff' })
  if (name.startsWith('plot-frame/')) void reply.header('content-security-policy', framePolicy)
  if (encoding !== undefined) void reply.header('content-encoding', encoding)
  return reply.type(type).send(await readFile(join(root, name + ending)))
}

/** Addresses of actions have a dot in their first part; those of pages have none. Programs do not ask for HTML. */
function asksForPage({ headers: { accept = '' } }: FastifyRequest, path: string): boolean {
  const [first = ''] = path.slice(1).split('/', 1)
  return !first.includes('.') && !path.startsWith('/files/') && accept.includes('text/html')
}

async function sendPage(root: string, reply: FastifyReply, position: string): Promise<FastifyReply> {
  const page = await readFile(join(root, 'index.html'), 'utf8')
  const nonce = randomBytes(16).toString('base64')
  return reply
    .type('text/html; charset=utf-8')
    .headers({
      'cache-control': 'no-store',
      'content-security-policy': policyOf(nonce),
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    })
    .send(page.replaceAll('__NONCE__', nonce).replaceAll('__CHANGES_AFTER__', position))
}

/** A plot of anybody's program is drawn without an origin, so it reaches neither the page nor the cookie nor the network. */
const framePolicy =
  "sandbox allow-scripts; default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data: blob:; frame-ancestors 'self'"

/** Lets the page load its own files only. Mantine's style elements carry the nonce. */
function policyOf(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "media-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
