import { join } from 'node:path'
import type { Credentials } from './client/login.ts'
import { assertAddress, NoServer } from './no-server.ts'
import { findProfile, profilesFile, readProfiles } from './profiles.ts'
import { cureOfFolder, defaultFolder, readDataFolder, type RecordedServer } from './recorded-server.ts'

/** Where the server is. What is absent is found as `findServer` describes. */
export interface ServerOptions extends Credentials {
  /** The address of the API, such as `http://127.0.0.1:8008`; default: the server that the environment or a profile names. */
  readonly url?: string
  /** The data folder of a server on this machine, whose `connection.json` holds its address and key. */
  readonly data?: string
  /** The name of a profile, which `clearway login` stores. */
  readonly profile?: string
  /** The address of the files; default: as the environment or the server names it. */
  readonly filesUrl?: string
}

type Environment = Readonly<Record<string, string | undefined>>

export interface FoundServer extends Credentials {
  readonly url: string
  readonly filesUrl: string
  /** What helps where the server cannot be reached. */
  readonly cure?: () => string
  /** The recorded server that this one must prove to be before it is sent the key. */
  readonly proves?: RecordedServer
  /** The name of the profile that the key is from. */
  readonly profile?: string
}

/**
 * Finds the server, by the first of these that names one:
 *
 * 1. the options: an address, a data folder or a profile, as the flags `--url`, `--data` and `--profile` of a command;
 * 2. the environment: an address (CLEARWAY_URL, CLEARML_API_HOST), a data folder (CLEARWAY_DATA) or a profile (CLEARWAY_PROFILE);
 * 3. the active profile of this user;
 * 4. the default data folder.
 *
 * An address without a key takes the key of that server from the sources after it.
 */
export async function findServer(options: ServerOptions, env: Environment): Promise<FoundServer> {
  const isElsewhere = options.data !== undefined || options.profile !== undefined
  const url = nonEmpty(options.url) ?? (isElsewhere ? undefined : addressIn(env))
  if (url !== undefined) assertAddress(url, 'The server’s address', 'Give it by --url, CLEARWAY_URL or CLEARML_API_HOST, or url in code.')
  const own = credentialsOf(options) ?? (isElsewhere ? undefined : credentialsFromEnvironment(env))
  if (url !== undefined && own !== undefined) return found({ url }, own, options, env)

  // The environment's address of the files belongs to the environment's server.
  const filesEnv = isElsewhere ? {} : env
  for await (const recorded of recordedServers(options, env, url !== undefined)) {
    // A key is sent only to the server that it was recorded for.
    if (url === undefined || isSameServer(url, recorded.url)) return found(recorded, own, options, filesEnv)
  }
  throw new NoServer(explainSearch(url, options, env))
}

/**
 * The servers that are recorded on this machine, in the order in which they are considered. If the options or the environment name one, only that one;
 * `forKey`: the others follow, because they may hold the key of a given address.
 */
async function* recordedServers({ data, profile }: ServerOptions, env: Environment, forKey: boolean): AsyncGenerator<RecordedServer> {
  if (data !== undefined) return yield* inFolder(data)
  if (profile !== undefined) return yield await ofProfile(profile, env)
  const [folder, name] = [nonEmpty(env['CLEARWAY_DATA']), nonEmpty(env['CLEARWAY_PROFILE'])]
  if (folder !== undefined) {
    yield* inFolder(folder)
    if (!forKey) return
  }
  if (name !== undefined) {
    yield await ofProfile(name, env)
    if (!forKey) return
  }
  const { active, profiles } = await readProfiles(env)
  const first = active === undefined ? undefined : profiles[active]
  if (first !== undefined) yield { ...first, ...(active === undefined ? {} : { profile: active }) }
  yield* inFolder(defaultFolder())
  if (forKey) for (const [profile, recorded] of Object.entries(profiles)) yield { ...recorded, profile }
}

async function ofProfile(profile: string, env: Environment): Promise<RecordedServer> {
  return { ...(await findProfile(profile, env)), profile }
}

async function* inFolder(folder: string): AsyncGenerator<RecordedServer> {
  const recorded = await readDataFolder(folder)
  if (recorded !== undefined) yield recorded
}

function addressIn(env: Environment): string | undefined {
  return nonEmpty(env['CLEARWAY_URL']) ?? nonEmpty(env['CLEARML_API_HOST']) ?? nonEmpty(env['TRAINS_API_HOST'])
}

function found(
  recorded: Pick<RecordedServer, 'url'> & Partial<RecordedServer>,
  own: Credentials | undefined,
  options: ServerOptions,
  env: Environment,
): FoundServer {
  const { url, filesUrl: recordedFiles, folder, accessKey, secretKey, profile, proves } = recorded
  const isRecordedKey = own === undefined && accessKey !== undefined && secretKey !== undefined
  const { credentials, token }: Credentials = isRecordedKey ? { credentials: { accessKey, secretKey } } : (own ?? {})
  const base = url.replace(/\/+$/, '')
  const filesUrl = options.filesUrl ?? env['CLEARML_FILES_HOST'] ?? recordedFiles ?? `${base}/files`
  // Over https the certificate proves which server answers.
  const mustProve = folder !== undefined || (proves === true && base.startsWith('http:'))
  assertAddress(filesUrl, 'The address of the files', 'It is filesUrl in code, else CLEARML_FILES_HOST, else below the server’s own.')
  return {
    url: base,
    filesUrl: filesUrl.replace(/\/+$/, ''),
    ...(credentials === undefined ? {} : { credentials: { accessKey: credentials.accessKey, secretKey: credentials.secretKey } }),
    ...(token === undefined ? {} : { token }),
    ...(folder === undefined ? {} : { cure: () => cureOfFolder(folder) }),
    ...(isRecordedKey && profile !== undefined ? { profile } : {}),
    ...(mustProve && accessKey !== undefined && secretKey !== undefined
      ? { proves: { ...recorded, url: base, accessKey, secretKey } }
      : {}),
  }
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

function isSameServer(a: string, b: string): boolean {
  const origin = (text: string): string => new URL(text).origin.replace('//localhost', '//127.0.0.1')
  return origin(a) === origin(b)
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}

function explainSearch(url: string | undefined, { data }: ServerOptions, env: Environment): string {
  const folder = data ?? nonEmpty(env['CLEARWAY_DATA']) ?? defaultFolder()
  const files = `${join(folder, 'connection.json')} and ${profilesFile(env)}`
  if (url !== undefined)
    return [
      `There is no key for ${url}: ${files} name another server, or none. Give one in one of four ways:`,
      `by a profile (\`clearway login ${url}\` stores one),`,
      'by the environment (CLEARML_API_ACCESS_KEY and CLEARML_API_SECRET_KEY),',
      'by the data folder of that server on this machine (--data or CLEARWAY_DATA),',
      'or by credentials in code.',
    ].join(' ')
  return [
    `No server is known: there is neither ${files.replace(' and ', ' nor ')}.`,
    'Start one on this machine with `clearway up`, or log in to another with `clearway login URL`.',
    'It may also be named outright (--url, or url and credentials in code),',
    'by the environment (CLEARWAY_URL or CLEARML_API_HOST, with CLEARML_API_ACCESS_KEY and CLEARML_API_SECRET_KEY),',
    'or by the data folder of a server on this machine (--data or CLEARWAY_DATA).',
  ].join(' ')
}
