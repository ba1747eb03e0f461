import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import type { TestProject } from 'vitest/node'
import { givenPostgres, type PostgresServer, startPostgres } from './postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers the URL of the run's PostgreSQL, which is started when first asked for. */
    readonly postgresDoor: string
  }
}

/** One PostgreSQL for all workers of a run, started only if a test asks for it, and stopped at the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let server: Promise<PostgresServer> | undefined
  const door = createServer((request, reply) => {
    server ??= Promise.resolve(givenPostgres() ?? startPostgres())
    Promise.all([server, text(request)]).then(
      ([{ url }]) => reply.end(url),
      (error: unknown) => reply.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    )
  })
  await new Promise<void>((resolve, reject) => door.on('error', reject).listen(0, '127.0.0.1', resolve))
  const address = door.address()
  if (address === null || typeof address === 'string') throw new Error('The door to PostgreSQL has no port.')
  project.provide('postgresDoor', `http://127.0.0.1:${address.port}/`)

  return async () => {
    door.closeAllConnections()
    await new Promise<void>((resolve) => door.close(() => resolve()))
    // A server that never started was reported to the tests that asked for it.
    const started = await server?.catch(() => undefined)
    await started?.[Symbol.asyncDispose]()
  }
}
