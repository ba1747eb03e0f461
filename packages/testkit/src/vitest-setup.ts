import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import type { TestProject } from 'vitest/node'
import { endLeftoversWithThisProcess } from './leftovers.ts'
import { givenPostgres, startPostgres } from './postgres.ts'
import { startS3 } from './s3.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** An HTTP server that answers the address or path of what all tests of the run share, by its name. */
    readonly shared: string
  }
}

interface Shared extends AsyncDisposable {
  /** An address or a path. */
  readonly url: string
}
// The modules that only one of them needs are loaded with it.
const starters = {
  postgres: async () => givenPostgres() ?? startPostgres(),
  s3: startS3,
  sqliteTemplate: async () => (await import('./database-templates.ts')).makeSqliteTemplate(),
  postgresTemplate: async (start) => (await import('./database-templates.ts')).makePostgresTemplate(await start('postgres')),
  programs: async () => (await import('./bundle-programs.ts')).bundlePrograms(),
  package: async () => (await import('./installed-package.ts')).installPackage(),
} satisfies Record<string, (start: (name: SharedName) => Promise<string>) => Promise<Shared>>
export type SharedName = 'postgres' | 's3' | 'sqliteTemplate' | 'postgresTemplate' | 'programs' | 'package'

/**
 * Lets the tests of a run share servers, templates of databases and bundled programs: each is made when a test first asks, and removed at the end. What the
 * run has started, and is not ended then, is killed.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await endLeftoversWithThisProcess()
  const started = new Map<SharedName, Promise<Shared>>()
  // The last one that was ready is disposed first: a template is made in a server, which was ready before.
  const ready = new AsyncDisposableStack()
  async function start(name: SharedName): Promise<string> {
    let made = started.get(name)
    if (made === undefined) {
      const starter: (start: (name: SharedName) => Promise<string>) => Promise<Shared> = starters[name]
      made = starter(start).then((one) => ready.use(one))
      started.set(name, made)
    }
    return (await made).url
  }
  const endpoint = createServer((request, reply) => {
    Promise.all([start(request.url?.slice(1) as SharedName), text(request)]).then(
      ([url]) => reply.end(url),
      (error: unknown) => reply.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    )
  })
  await new Promise<void>((resolve, reject) => endpoint.on('error', reject).listen(0, '127.0.0.1', resolve))
  const address = endpoint.address()
  if (address === null || typeof address === 'string') throw new Error('The server of what is shared has no port.')
  project.provide('shared', `http://127.0.0.1:${address.port}/`)

  return async () => {
    endpoint.closeAllConnections()
    await new Promise<void>((resolve) => endpoint.close(() => resolve()))
    // What could not be made was reported to the tests that asked for it.
    await Promise.allSettled(started.values())
    await ready.disposeAsync()
  }
}
