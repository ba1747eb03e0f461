import { version } from '@clearway/contract/version'
import { type Api, createClient } from './client.ts'
import { createLogin, type Credentials, type Login } from './client/login.ts'
import { backgroundFetch } from './http-fetch.ts'
import { loginOfProfile } from './login-of-profile.ts'
import { proveServer } from './prove-server.ts'
import { findServer, type ServerOptions } from './find-server.ts'

/** Which server is meant, and how it is reached. */
export interface ConnectionOptions extends ServerOptions {
  /** For how many seconds a call may be repeated if the server cannot be reached or asks to wait; default: 60. */
  readonly patienceSeconds?: number
}

/** A connection to the server: its client, and what access to its files needs. */
export interface Connection {
  /** The address of the API. */
  readonly url: string
  /** The address of the files. */
  readonly filesUrl: string
  /** The key pair or token in use. */
  readonly credentials: Credentials
  /** The login that calls and transfers of files share. */
  readonly login: Login
  /** Every action of the server as a function. */
  readonly api: Api
  /** For long polls that must not keep the process alive. */
  readonly backgroundApi: Api
}

/** The server that an operation is for: an open connection, or the options to open one. */
export interface Connected {
  /** The server; default: the one that the environment or a profile names. */
  readonly connection?: Connection | ConnectionOptions
}

type Environment = Readonly<Record<string, string | undefined>>

/** Finds the server and makes a client for it; the client logs in at its first call. */
export async function openConnection(options: ConnectionOptions = {}, env: Environment = process.env): Promise<Connection> {
  const { url, filesUrl, cure, proves, profile, ...credentials } = await findServer(options, env)
  const patienceSeconds = options.patienceSeconds ?? 60
  const prove = proves === undefined ? undefined : async (signal: AbortSignal) => proveServer(proves, signal)
  const own = createLogin(fetch, url, credentials, prove)
  const login = profile === undefined ? own : loginOfProfile(own, { profile, url })
  const headers = { 'x-clearml-client': `clearway-${version}` }
  const shared = { baseUrl: url, ...credentials, login, patienceSeconds, headers, ...(cure === undefined ? {} : { cure }) }
  return {
    url,
    filesUrl,
    credentials,
    login,
    api: createClient(shared),
    backgroundApi: createClient({ ...shared, fetch: backgroundFetch }),
  }
}

/** The given connection if it is open, else one that is opened by the options. */
export async function connected(connection: Connected['connection']): Promise<Connection> {
  return connection !== undefined && 'api' in connection ? connection : openConnection(connection)
}
