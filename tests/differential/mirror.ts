import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { World } from '@clearway/testkit'
import { PairedAnswers, type Difference } from './paired-answers.ts'

/** An address where two servers answer as one. Disposing it ends it, and leaves the servers. */
export interface Mirror extends AsyncDisposable {
  /** The keys are those of the first server. */
  readonly connection: World['connection']
  readonly differences: readonly Difference[]
  /** The actions that were called. */
  readonly actions: ReadonlySet<string>
}

/** Larger bodies are files, in whose beginning alone their path stands. Bytes. */
const longestText = 1_000_000

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Buffer
}

/**
 * Sends each call to both servers, answers as the first, and compares the answers. Calls of the API are made one after another, so that both servers get
 * them in the same order, however many a program makes at once. Files are sent and read beside them, because a large one takes longer than a program waits
 * for an answer of the API.
 */
export async function mirrorOf(first: World, second: World): Promise<Mirror> {
  const pairs = new PairedAnswers()
  const actions = new Set<string>()
  pairs.learn(basic(first), basic(second))
  let last: Promise<unknown> = Promise.resolve()

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request)
    const path = request.url ?? '/'
    const isFile = path.startsWith('/files')
    const answered = (isFile ? Promise.resolve() : last).then(async () => {
      const headers = headersOf(request)
      const [own, other] = await Promise.all([
        send(first, request, { path, headers, body }),
        send(second, request, {
          path: pairs.translate(path),
          headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, translateHeader(pairs, value)])),
          body: translateBody(pairs, body),
        }),
      ])
      const name = path.split('?')[0] ?? ''
      const [, action] = /^\/(?:v[\d.]+\/)?(\w+\.\w+)$/.exec(name) ?? []
      if (action !== undefined) actions.add(action)
      comparisonOf(pairs, `${request.method ?? ''} ${name}`, own, other)
      return own
    })
    if (!isFile) last = answered.catch(() => {})
    const own = await answered
    for (const [name, value] of own.headers) if (!ofConnection.has(name)) response.setHeader(name, value)
    response.writeHead(own.status).end(own.body)
  }
  // A program that reports seldom keeps its connections, as with the server itself.
  const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
    handle(request, response).catch((error: unknown) => response.writeHead(502).end(String(error)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    connection: { ...first.connection, url: `http://127.0.0.1:${port}` },
    differences: pairs.differences,
    actions,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** The headers of an answer that hold for its connection, or for its body as it was compressed. */
const ofConnection = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-encoding'])
/** The headers that a server acts on. */
const kept = new Set(['authorization', 'content-type', 'content-encoding', 'range'])

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (kept.has(name) && typeof value === 'string' ? [[name, value] as const] : [])),
  )
}

function translateHeader(pairs: PairedAnswers, value: string): string {
  const [scheme = '', ...rest] = value.split(' ')
  return /^(basic|bearer)$/i.test(scheme) ? `${scheme} ${pairs.translate(rest.join(' '))}` : pairs.translate(value)
}

/** Ids have one length, so that a body keeps its length. */
function translateBody(pairs: PairedAnswers, body: Buffer): Buffer {
  if (body.length > longestText) {
    const head = body.subarray(0, longestText)
    return Buffer.concat([Buffer.from(translateText(pairs, head), 'latin1'), body.subarray(longestText)])
  }
  const text = body.toString('utf8')
  try {
    return Buffer.from(JSON.stringify(pairs.translateAll(JSON.parse(text))))
  } catch {
    return Buffer.from(translateText(pairs, body), 'latin1')
  }
}

function translateText(pairs: PairedAnswers, body: Buffer): string {
  return pairs.translate(body.toString('latin1'))
}

async function send(
  { url }: World,
  { method = 'GET' }: IncomingMessage,
  { path, headers, body }: { readonly path: string; readonly headers: Record<string, string>; readonly body: Buffer },
): Promise<Answer> {
  const hasBody = body.length > 0 && method !== 'GET' && method !== 'HEAD'
  // A call of ClearML's API may be a GET with a body, which `fetch` does not send.
  const asPost = method === 'GET' && body.length > 0
  const answer = await fetch(url + path, {
    method: asPost ? 'POST' : method,
    headers,
    ...(hasBody || asPost ? { body: new Uint8Array(body) } : {}),
    redirect: 'manual',
  })
  return {
    status: answer.status,
    headers: answer.headers,
    body: Buffer.from(await answer.arrayBuffer()),
  }
}

function comparisonOf(pairs: PairedAnswers, call: string, own: Answer, other: Answer): void {
  pairs.compare(`${call} status`, own.status, other.status)
  if (own.headers.get('content-type')?.startsWith('application/json') === true && own.body.length > 0)
    pairs.compare(call, JSON.parse(own.body.toString()), JSON.parse(other.body.toString()))
  else pairs.compare(`${call} bytes`, own.body.equals(other.body) || translateText(pairs, own.body) === other.body.toString('latin1'), true)
}

function basic({ connection: { accessKey, secretKey } }: World): string {
  return btoa(`${accessKey}:${secretKey}`)
}
