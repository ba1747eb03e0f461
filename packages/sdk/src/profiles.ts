import { join } from 'node:path'
import envPaths from 'env-paths'
import { NoServer } from './no-server.ts'
import { readJsonFile, recordedServer, type RecordedServer } from './recorded-server.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The servers that a user has logged in to, by the names of their profiles. */
export interface Profiles {
  /** The profile that programs use where nothing else names a server. */
  readonly active?: string
  readonly profiles: Readonly<Record<string, RecordedServer>>
}

/** The file of the profiles (mode 0600), in the user's configuration folder. */
export function profilesFile(env: Environment = process.env): string {
  const base = env['XDG_CONFIG_HOME']
  return join(base === undefined || base === '' ? envPaths('clearway', { suffix: '' }).config : join(base, 'clearway'), 'profiles.json')
}

/** Reads the user's profiles. Throws a NoServer if the file is damaged. */
export async function readProfiles(env: Environment = process.env): Promise<Profiles> {
  const file = profilesFile(env)
  const cure = 'Delete the file, and log in again with `clearway login URL`.'
  const content = await readJsonFile(file, 'It is readable by its owner alone.')
  if (content === undefined) return { profiles: {} }
  const { active, profiles } = content
  if (typeof profiles !== 'object' || profiles === null) throw new NoServer(`${file} is damaged. ${cure}`)
  const read = Object.entries(profiles).map(([name, profile]) => [
    name,
    recordedServer((profile ?? {}) as object as Record<string, unknown>, file, cure),
  ])
  return {
    ...(typeof active === 'string' && Object.hasOwn(profiles, active) ? { active } : {}),
    profiles: Object.fromEntries(read) as Record<string, RecordedServer>,
  }
}

/** Gives a profile by its name. Throws a NoServer that names the others. */
export async function findProfile(name: string, env: Environment = process.env): Promise<RecordedServer> {
  const { profiles } = await readProfiles(env)
  const found = Object.hasOwn(profiles, name) ? profiles[name] : undefined
  if (found !== undefined) return found
  const names = Object.keys(profiles)
  const others = names.length === 0 ? 'There is none yet.' : `There is: ${names.join(', ')}.`
  throw new NoServer(`There is no profile '${name}'. ${others} \`clearway login URL --profile ${name}\` makes it.`)
}
