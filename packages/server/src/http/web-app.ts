import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** Answers a request for a page of the web app; undefined if the request is none. */
export type AnswerPage = (request: FastifyRequest, reply: FastifyReply) => FastifyReply | undefined

/** The built web app: beside the bundled programs, or where the sources' build puts it. */
const folders = [join(import.meta.dirname, '../web'), join(import.meta.dirname, '../../../../build/web')]

/** Serves the files of the web app. Its one page is the answer to every address that is no action's and no file's: the page reads the address itself. */
export async function webApp(app: FastifyInstance): Promise<AnswerPage> {
  const root = folders.find((folder) => existsSync(join(folder, 'index.html')))
  if (root === undefined) return () => undefined
  const page = await readFile(join(root, 'index.html'), 'utf8')
  await app.register(fastifyStatic, {
    root,
    index: false,
    // A route for each file, so that all other addresses stay with the other routes.
    wildcard: false,
    globIgnore: ['index.html'],
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      // The names of assets hold the hash of their content.
      void reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
      if (path.includes('/plot-frame/')) void reply.header('content-security-policy', framePolicy)
    },
  })
  return (request, reply) => {
    if (!asksForPage(request)) return undefined
    const nonce = randomBytes(16).toString('base64')
    return reply
      .code(200)
      .type('text/html; charset=utf-8')
      .headers({
        'cache-control': 'no-store',
        'content-security-policy': policyOf(nonce),
        'referrer-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      })
      .send(page.replaceAll('__NONCE__', nonce))
  }
}

/** Addresses of actions have a dot in their first part; those of pages have none. Programs do not ask for HTML. */
function asksForPage({ method, url, headers: { accept = '' } }: FastifyRequest): boolean {
  const [path = ''] = url.split('?', 1)
  const [first = ''] = path.slice(1).split('/', 1)
  return ['GET', 'HEAD'].includes(method) && !first.includes('.') && !path.startsWith('/files/') && accept.includes('text/html')
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
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
