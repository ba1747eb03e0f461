import { flagOf } from '@clearway/contract/flag-of'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Role } from '@clearway/contract'
import { roles } from '@clearway/contract'
import envPaths from 'env-paths'
import { parse } from 'yaml'

interface Setting<T> {
  readonly type: 'text' | 'integer' | 'flag' | 'list'
  readonly default: T
  readonly help: string
  readonly min?: number
  readonly max?: number
  /** The values allowed for a text. */
  readonly choices?: readonly string[]
}
const text = (value: string, help: string): Setting<string> => ({ type: 'text', default: value, help })
const choice = <const C extends string>(value: NoInfer<C>, choices: readonly C[], help: string): Setting<C> => ({
  type: 'text',
  default: value,
  choices,
  help,
})
const flag = (value: boolean, help: string): Setting<boolean> => ({ type: 'flag', default: value, help })
const list = (help: string): Setting<readonly string[]> => ({ type: 'list', default: [], help })
const integer = (value: number, help: string, min = 0, max = Number.MAX_SAFE_INTEGER): Setting<number> => ({
  type: 'integer',
  default: value,
  help,
  min,
  max,
})

/** Every setting of the server: flags, environment variables, the file's keys and the reference page derive from this table. */
export const settingsTable = {
  host: text('127.0.0.1', 'The address to listen on; 0.0.0.0 for every one.'),
  port: integer(8008, 'The port of API, files and web page; 0 takes a free one.', 0, 65_535),
  webPort: integer(0, 'A second port of the web page; 0 takes 8080 beside `port` 8008 where it is free, else a free one.', 0, 65_535),
  filesPort: integer(0, 'A second port of the files; 0 takes 8081 beside `port` 8008 where it is free, else a free one.', 0, 65_535),
  data: text('', 'The folder that holds everything. Default: the user’s data directory.'),
  database: text('', 'Empty for SQLite in `data`, or a postgres:// URL.'),
  files: text('', 'The folder for files, or s3://BUCKET/PREFIX. Default: `data`/files.'),
  s3Endpoint: text(
    '',
    'The address of the S3 store, as https://host; empty for Amazon’s. Credentials are found as Amazon’s tools find theirs.',
  ),
  s3Region: text('', 'The region of the bucket. Default: us-east-1 with `s3Endpoint`, otherwise that of AWS_REGION or of the profile.'),
  s3PathStyle: flag(true, 'Whether the bucket is named in the path at `s3Endpoint`; false for stores that want it in the host name.'),
  publicUrl: text(
    '',
    'How clients reach this server, where that is not http://host:port. With https:// the cookies of its pages travel by TLS alone.',
  ),
  trustedHops: integer(
    0,
    'How many proxies stand before this server. The address of the caller, the protocol and the host are taken from the headers X-Forwarded-For, -Proto and -Host of these proxies; with 0 the headers are ignored.',
    0,
    10,
  ),
  logLevel: choice(
    'info',
    ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    'The least of what is logged: trace, debug, info, warn, error, fatal or silent.',
  ),
  readers: integer(
    3,
    'Connections for long lists. Each runs one at a time, and no caller has all of them; under SQLite each is a thread.',
    1,
    64,
  ),
  readSeconds: integer(30, 'How long a list may take, the wait for its turn included, before it is given up.', 1),
  origins: list('Origins whose pages may call the API (CORS).'),
  maxBody: integer(64 << 20, 'The largest batch of events (events.add_batch), in bytes.', 1024),
  maxContent: integer(
    16 << 20,
    'The largest body of a call that carries scripts, configurations, parameters, artifacts or a run, in bytes.',
    1024,
  ),
  maxCall: integer(2 << 20, 'The largest body of every other call, in bytes.', 1024),
  maxUpload: integer(0, 'The largest file, in bytes; 0 for no limit.'),
  loginLimit: integer(300, 'Wrong passwords that one address may send in a minute; and wrong keys, which are counted apart.', 1),
  accountLoginLimit: integer(60, 'Wrong passwords that may be tried for one account in a minute, from all addresses together.', 1),
  tokenDays: integer(30, 'How long a token lasts. Published agents log in again at every call when it is under a day.', 1, 365),
  confirmSeconds: integer(15, 'How long a claim waits for its task to start before the task returns to its queue.', 1),
  leaseSeconds: integer(
    90,
    'For how long after the last sign of an agent its tasks are given to nobody else. Their processes are paused after five sixths of it.',
    2,
  ),
  stockLeaseSeconds: integer(180, 'The same for tasks of the published clearml-agent, which reports every 30 s.', 60),
  workerSeconds: integer(90, 'How long a worker counts as alive after its last report.', 5),
  maxLost: integer(3, 'How many times in a row a task is queued again when its worker is lost; then it fails.', 0),
  taskRights: choice(
    'own',
    ['own', 'user'],
    'What a task may change with the key pair of its attempt: `own` itself, the tasks below it and what they made; `user` what its user may, as on ClearML’s server. `clearway up`, where tasks run as the server’s own user, takes `user`.',
  ),
  watchdogSeconds: integer(7200, 'How long a task that runs outside any agent may be silent before it is stopped; 0 for ever.'),
  fileGraceHours: integer(1, 'How long the bytes of a deleted file stay stored.'),
  retentionLoadDays: integer(30, 'How long the load of machines and the lengths of queues stay stored.', 1),
  retentionChangesHours: integer(24, 'How long the change stream can be resumed.', 1),
  resume: choice(
    'first',
    ['first', 'strict'],
    'What a restarted Python controller’s step keeps when a parameter differs: `first` what was asked for first, `strict` nothing.',
  ),
  strict: flag(false, 'Check every answer against the contract; for development.'),
} as const satisfies Record<string, Setting<unknown>>

export type SettingName = keyof typeof settingsTable

export interface SeededUser {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly accessKey?: string
  readonly secretKey?: string
  readonly password?: string
  readonly listed?: boolean
}
type Value<S> = S extends Setting<infer T> ? T : never
export type Settings = { readonly [K in SettingName]: Value<(typeof settingsTable)[K]> } & { readonly users: readonly SeededUser[] }

/** Values of settings in place of the table’s defaults. */
export type SettingDefaults = Partial<Omit<Settings, 'users'>>

/** An unusable setting; the message names the cure. */
export class SettingError extends Error {
  override readonly name = 'SettingError'
}

/** The environment variable of a setting: `maxBody` is CLEARWAY_MAX_BODY. */
export function variableOf(name: string): string {
  return `CLEARWAY_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}

export interface SettingSources {
  /** Values from the command line or a program; they come before all others. */
  readonly flags?: Readonly<Record<string, unknown>>
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** A JSON or YAML file. */
  readonly file?: string | undefined
  readonly defaults?: SettingDefaults
}

/**
 * Reads all settings: flags come before variables, variables before the file, the file before defaults. Throws a SettingError that names the fault.
 */
export function readSettings(sources: SettingSources): Settings {
  const { flags = {}, file, defaults = {} } = sources
  const fromFile = readFile(file)
  const values = Object.entries(settingsTable).map(([name, setting]) => {
    const found = findValue(name, sources, fromFile)
    return [name, found === undefined ? (defaults[name as SettingName] ?? setting.default) : read(found.where, setting, found.value)]
  })
  const settings = {
    ...(Object.fromEntries(values) as Omit<Settings, 'users'>),
    users: readUsers((flags['users'] ?? fromFile['users'] ?? []) as unknown),
  }
  if (settings.publicUrl !== '' && !/^https?:$/.test(URL.parse(settings.publicUrl)?.protocol ?? ''))
    throw new SettingError(`publicUrl is ${JSON.stringify(settings.publicUrl)}, but must be an address such as https://clearway.example.`)
  const data = settings.data === '' ? envPaths('clearway', { suffix: '' }).data : settings.data
  return { ...settings, data, files: settings.files === '' ? join(data, 'files') : settings.files }
}

/** The settings without users, who have passwords and keys, and without the password of the database. */
export function shownSettings({ users: _, ...settings }: Settings): Record<string, unknown> {
  return { ...settings, database: withoutPassword(settings.database) }
}

function withoutPassword(database: string): string {
  const url = URL.parse(database)
  if (url === null) return database
  if (url.password !== '') url.password = '***'
  return url.href
}

export type SettingSource = 'flag' | 'environment' | 'file' | 'default'

/** Where `readSettings` takes each value from. */
export function sourcesOf(sources: SettingSources): Readonly<Record<SettingName, SettingSource>> {
  const fromFile = readFile(sources.file)
  const found = Object.keys(settingsTable).map((name) => [name, findValue(name, sources, fromFile)?.source ?? 'default'])
  return Object.fromEntries(found) as Record<SettingName, SettingSource>
}

interface FoundValue {
  readonly source: SettingSource
  /** Where the value was found, as messages name it. */
  readonly where: string
  readonly value: unknown
}

/** Finds a setting's value. An empty variable counts as absent. */
function findValue(
  name: string,
  { flags = {}, environment = {}, file }: SettingSources,
  fromFile: Readonly<Record<string, unknown>>,
): FoundValue | undefined {
  const variable = variableOf(name)
  if (flags[name] !== undefined) return { source: 'flag', where: flagOf(name), value: flags[name] }
  if ((environment[variable] ?? '') !== '') return { source: 'environment', where: variable, value: environment[variable] }
  return fromFile[name] === undefined ? undefined : { source: 'file', where: `${file}: ${name}`, value: fromFile[name] }
}

function readFile(file: string | undefined): Readonly<Record<string, unknown>> {
  if (file === undefined) return {}
  const found = parseFile(file)
  for (const name of Object.keys(found))
    if (name !== 'users' && !(name in settingsTable))
      throw new SettingError(`${file}: there is no setting \`${name}\`. \`clearway server --show-config\` lists them.`)
  return found
}

function parseFile(file: string): Readonly<Record<string, unknown>> {
  try {
    // The YAML parser reads JSON too.
    const value: unknown = parse(readFileSync(file, 'utf8'))
    if (value === null) return {}
    if (typeof value !== 'object' || Array.isArray(value)) throw new SettingError('it must hold an object of settings')
    return value as Record<string, unknown>
  } catch (error) {
    throw new SettingError(`The configuration file ${file} cannot be used: ${(error as Error).message}`, { cause: error })
  }
}

function read(where: string, setting: Setting<unknown>, value: unknown): unknown {
  const wrong = (wanted: string): SettingError =>
    new SettingError(`${where} is ${JSON.stringify(value)}, but must be ${wanted}. ${setting.help}`)
  switch (setting.type) {
    case 'text':
      if (typeof value !== 'string') throw wrong('text')
      if (setting.choices !== undefined && !setting.choices.includes(value)) throw wrong(`one of ${setting.choices.join(', ')}`)
      return value
    case 'integer': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
      const { min = 0, max = Number.MAX_SAFE_INTEGER } = setting
      if (typeof number !== 'number' || !Number.isInteger(number) || number < min || number > max)
        throw wrong(max === Number.MAX_SAFE_INTEGER ? `a whole number from ${min}` : `a whole number from ${min} to ${max}`)
      return number
    }
    case 'flag':
      if (value === true || value === 'true' || value === '1') return true
      if (value === false || value === 'false' || value === '0') return false
      throw wrong('true or false')
    case 'list':
      if (typeof value === 'string')
        return value
          .split(',')
          .map((part) => part.trim())
          .filter((part) => part !== '')
      if (Array.isArray(value) && value.every((part) => typeof part === 'string')) return value
      throw wrong('a list of texts')
  }
}

function readUsers(value: unknown): readonly SeededUser[] {
  if (!Array.isArray(value)) throw new SettingError('users must be a list of { id, name, role, accessKey, secretKey }.')
  const users = value.map((user: unknown, index) => {
    const { id, name, role } = (typeof user === 'object' && user !== null ? user : {}) as Partial<SeededUser>
    if (typeof id !== 'string' || id === '' || typeof name !== 'string' || name === '')
      throw new SettingError(`users[${index}] needs an id and a name.`)
    if (role === undefined || !roles.includes(role)) throw new SettingError(`users[${index}].role must be one of ${roles.join(', ')}.`)
    const seeded = user as SeededUser
    for (const key of ['accessKey', 'secretKey', 'password'] as const)
      if (seeded[key] !== undefined && (typeof seeded[key] !== 'string' || seeded[key] === ''))
        throw new SettingError(`users[${index}].${key} must be text that is not empty, or left out.`)
    if (seeded.listed !== undefined && typeof seeded.listed !== 'boolean')
      throw new SettingError(`users[${index}].listed must be true or false.`)
    if ((seeded.accessKey === undefined) !== (seeded.secretKey === undefined))
      throw new SettingError(`users[${index}] needs accessKey and secretKey, or neither.`)
    // Basic credentials are split at their first colon.
    if (seeded.accessKey?.includes(':') === true) throw new SettingError(`users[${index}].accessKey must not hold a colon.`)
    if (seeded.password !== undefined && name.includes(':'))
      throw new SettingError(`users[${index}].name must not hold a colon, because a user with a password logs in by the name.`)
    return seeded
  })
  for (const key of ['id', 'name', 'accessKey'] as const) {
    const values = users.flatMap((user) => user[key] ?? [])
    const twice = values.find((one, index) => values.indexOf(one) !== index)
    if (twice !== undefined) throw new SettingError(`users: two have the ${key} ${JSON.stringify(twice)}. Give each its own.`)
  }
  return users
}
