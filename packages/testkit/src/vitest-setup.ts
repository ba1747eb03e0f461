import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import type { TestProject } from 'vitest/node'
import { givenPostgres, startPostgres } from './postgres.ts'
import { startS3 } from './s3.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** An HTTP server that answers the address of a server all tests of the run share, by the server's name. */
    readonly sharedServers: string
  }
}

interface SharedServer extends AsyncDisposable {
  readonly url: string
}
const starters = { postgres: async () => givenPostgres() ?? startPostgres(), s3: startS3 } satisfies Record<
  string,
  () => Promise<SharedServer>
>
export type SharedServerName = keyof typeof starters

/** One PostgreSQL and one S3 server for all workers of a run: each is started when a test first asks for it, and stopped at the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const started = new Map<string, Promise<SharedServer>>()
  const door = createServer((request, reply) => {
    const name = request.url?.slice(1) as SharedServerName
    if (!started.has(name)) started.set(name, starters[name]())
    Promise.all([started.get(name)!, text(request)]).then(
      ([{ url }]) => reply.end(url),
      (error: unknown) => reply.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    )
  })
  await new Promise<void>((resolve, reject) => door.on('error', reject).listen(0, '127.0.0.1', resolve))
  const address = door.address()
  if (address === null || typeof address === 'string') throw new Error('The server of shared servers has no port.')
  project.provide('sharedServers', `http://127.0.0.1:${address.port}/`)

  return async () => {
    door.closeAllConnections()
    await new Promise<void>((resolve) => door.close(() => resolve()))
    // A server that did not start was reported to the tests that asked for it.
    for (const server of await Promise.allSettled(started.values()))
      if (server.status === 'fulfilled') await server.value[Symbol.asyncDispose]()
  }
}
