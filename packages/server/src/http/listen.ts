import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { clearmlPorts } from '@clearway/contract/file-address'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { type Settings, SettingError } from '../settings.ts'
import { keepAliveMilliseconds } from './app.ts'
import { belowFiles } from './files-port.ts'

// An `import` would read all that the module exports, and with it load Node's client of HTTP, a seventh of a start's processor time.
const { createServer } = process.getBuiltinModule('node:http')

export interface Addresses {
  /** The address of the API, which also serves the web page, and files below `/files`. */
  readonly url: string
  /** The address of the web page on its own port. */
  readonly webUrl: string
}

export interface Listening extends Addresses, AsyncDisposable {}

/**
 * Opens the three ports. The first one serves everything. The ports of the web page and of the files exist because ClearML's clients expect three
 * servers: `clearml-init` refuses equal addresses, and a client that knows only an API at port 8008 derives the other two ports from it.
 */
export async function listen(app: FastifyInstance, settings: Settings, log: Logger): Promise<Listening> {
  const { host, publicUrl } = settings
  await using opened = new AsyncDisposableStack()
  await app.listen({ host, port: settings.port }).catch((error: unknown) => refusePort(error, host, 'port', settings.port))
  const { port } = app.server.address() as AddressInfo
  const ports = port === clearmlPorts.api ? clearmlPorts : { web: 0, files: 0 }
  const webPort = await open('webPort', ports.web, (request, response) => app.routing(request, response))
  await open('filesPort', ports.files, (request, response) => {
    request.url = belowFiles(request.url ?? '/')
    app.routing(request, response)
  })
  const running = opened.move()
  return {
    url: publicUrl === '' ? addressOf(host, port) : publicUrl,
    webUrl: publicUrl === '' ? addressOf(host, webPort) : publicUrl,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }

  /** Opens the port that a setting names; without a setting the expected port, or a free one if that is taken. */
  async function open(setting: 'webPort' | 'filesPort', expected: number, answer: RequestListener): Promise<number> {
    const server = createServer({ keepAliveTimeout: keepAliveMilliseconds }, answer)
    const given = settings[setting]
    try {
      await bind(server, host, given === 0 ? expected : given)
    } catch (error) {
      if (given !== 0 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') refusePort(error, host, setting, given)
      await bind(server, host, 0)
      log.warn(
        { port: expected },
        `Port ${expected} is taken. ClearML clients that are given only the address of the API look for the ${setting === 'webPort' ? 'web page' : 'files'} there: give them all three addresses, or free the port and start again`,
      )
    }
    opened.defer(async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    })
    return (server.address() as AddressInfo).port
  }
}

async function bind(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function refusePort(error: unknown, host: string, setting: 'port' | 'webPort' | 'filesPort', port: number): never {
  const { code } = error as NodeJS.ErrnoException
  const flag = { port: '--port', webPort: '--web-port', filesPort: '--files-port' }[setting]
  if (code === 'EADDRINUSE')
    throw new SettingError(
      `Port ${port} of ${host} is taken. Stop what listens there, or choose another with ${flag} (0 takes a free one).`,
      {
        cause: error,
      },
    )
  // For example EACCES, EADDRNOTAVAIL, or ENOTFOUND for a name that names no machine.
  throw new SettingError(`The address ${host}:${port} cannot be listened on (${code}). Check --host and ${flag}.`, { cause: error })
}

/** The address for programs on this machine. A server that listens on every address is reached by loopback. */
function addressOf(host: string, port: number): string {
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`
}
