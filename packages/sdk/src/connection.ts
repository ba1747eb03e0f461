import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import envPaths from 'env-paths'
import { type Api, createClient } from './client.ts'
import { createLogin, type Credentials, type Login } from './client/login.ts'
import { backgroundFetch } from './background-fetch.ts'

/** Where the server is. What is absent is read from the environment, else from a data folder. */
export interface ConnectionOptions extends Credentials {
  readonly url?: string
  /** The data folder of a server on this machine, whose `connection.json` holds its address and key. */
  readonly data?: string
  readonly filesUrl?: string
  readonly patienceSeconds?: number
}

/** A connection to the server: its client, and what access to its files needs. */
export interface Connection {
  readonly url: string
  readonly filesUrl: string
  readonly credentials: Credentials
  readonly login: Login
  readonly api: Api
  /** For long polls that must not keep the process alive. */
  readonly backgroundApi: Api
}

type Environment = Readonly<Record<string, string | undefined>>

/** Thrown if no server is known; the message lists the ways to state where it is. */
export class NoServer extends Error {
  override readonly name = 'NoServer'
}

/** Finds the server and makes a client for it; the client logs in at its first call. */
export async function openConnection(options: ConnectionOptions = {}, env: Environment = process.env): Promise<Connection> {
  const { url, filesUrl, ...credentials } = await findServer(options, env)
  const patienceSeconds = options.patienceSeconds ?? 60
  const login = createLogin(fetch, url, credentials)
  const headers = { 'x-clearml-client': 'clearway-0.1.0' }
  const shared = { baseUrl: url, ...credentials, login, patienceSeconds, headers }
  return {
    url,
    filesUrl,
    credentials,
    login,
    api: createClient(shared),
    backgroundApi: createClient({ ...shared, fetch: backgroundFetch }),
  }
}

interface Found extends Credentials {
  readonly url: string
  readonly filesUrl: string
}

/** Finds the server: by the options, else by the environment, else in `data`, else in the default data folder. */
export async function findServer(options: ConnectionOptions, env: Environment): Promise<Found> {
  const url =
    options.url ?? (options.data === undefined ? (env['CLEARWAY_URL'] ?? env['CLEARML_API_HOST'] ?? env['TRAINS_API_HOST']) : undefined)
  if (url !== undefined && url !== '')
    assertAddress(url, 'The server’s address', 'Say it by --url, CLEARWAY_URL or CLEARML_API_HOST, or url in code')
  const own = credentialsOf(options) ?? (options.data === undefined ? credentialsFromEnvironment(env) : undefined)
  if (url !== undefined && url !== '' && own !== undefined) return found(url, own, options, env)

  const folder = options.data ?? env['CLEARWAY_DATA'] ?? envPaths('clearway', { suffix: '' }).data
  const local = await readConnection(folder)
  if (local === undefined) throw new NoServer(explainSearch(url, folder))
  // A key found in a folder is sent only to the server that wrote it.
  if (url !== undefined && url !== '' && !isSameServer(url, local.url)) throw new NoServer(explainSearch(url, folder))
  return found(local.url, own ?? { credentials: local }, options, env)
}

function found(url: string, credentials: Credentials, options: ConnectionOptions, env: Environment): Found {
  const base = url.replace(/\/+$/, '')
  const filesUrl = options.filesUrl ?? env['CLEARML_FILES_HOST'] ?? `${base}/files`
  assertAddress(filesUrl, 'The address of the files', 'It is filesUrl in code, else CLEARML_FILES_HOST, else below the server’s own')
  return { url: base, filesUrl: filesUrl.replace(/\/+$/, ''), ...credentials }
}

function credentialsOf({ credentials, token }: Credentials): Credentials | undefined {
  if (credentials !== undefined) return { credentials }
  return token === undefined ? undefined : { token }
}

function credentialsFromEnvironment(env: Environment): Credentials | undefined {
  const accessKey = env['CLEARML_API_ACCESS_KEY'] ?? env['TRAINS_API_ACCESS_KEY']
  const secretKey = env['CLEARML_API_SECRET_KEY'] ?? env['TRAINS_API_SECRET_KEY']
  if (accessKey !== undefined && secretKey !== undefined) return { credentials: { accessKey, secretKey } }
  const token = env['CLEARML_AUTH_TOKEN']
  return token === undefined ? undefined : { token }
}

interface LocalConnection {
  readonly url: string
  readonly accessKey: string
  readonly secretKey: string
}

async function readConnection(folder: string): Promise<LocalConnection | undefined> {
  const file = join(folder, 'connection.json')
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw new NoServer(`${file} cannot be read (${error.code ?? error.message}). It is readable by the user that runs the server alone.`, {
      cause: error,
    })
  })
  if (text === undefined) return undefined
  const { url, accessKey, secretKey } = parseObject(text)
  if (typeof url !== 'string' || typeof accessKey !== 'string' || typeof secretKey !== 'string')
    throw new NoServer(`${file} lacks url, accessKey or secretKey, or is damaged. Start the server again: it writes the file anew.`)
  assertAddress(url, `The address in ${file}`, 'Start the server again: it writes the file anew')
  return { url, accessKey, secretKey }
}

function parseObject(text: string): Partial<Record<keyof LocalConnection, unknown>> {
  try {
    return (JSON.parse(text) ?? {}) as object
  } catch {
    return {}
  }
}

function assertAddress(url: string, what: string, cure: string): void {
  const isAddress = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
  if (!isAddress) throw new NoServer(`${what} is '${url}', but must begin with http:// or https:// and name a host. ${cure}.`)
}

function isSameServer(a: string, b: string): boolean {
  const origin = (text: string): string => new URL(text).origin.replace('//localhost', '//127.0.0.1')
  return origin(a) === origin(b)
}

function explainSearch(url: string | undefined, folder: string): string {
  const missing = url === undefined || url === '' ? 'No server is known' : `There is no key for ${url}`
  return [
    `${missing}: ${join(folder, 'connection.json')} was looked for as well. Say where it is in one of three ways:`,
    'outright (--url, or url and credentials in code),',
    'by the environment (CLEARWAY_URL or CLEARML_API_HOST, with CLEARML_API_ACCESS_KEY and CLEARML_API_SECRET_KEY),',
    'or by the data folder of a server on this machine (--data or CLEARWAY_DATA; `clearway up` starts one).',
  ].join(' ')
}
