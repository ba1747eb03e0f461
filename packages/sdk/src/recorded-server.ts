import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isProcessAlive } from '@clearway/contract/is-process-alive'
import { shellWord } from '@clearway/contract/shell-word'
import envPaths from 'env-paths'
import { assertAddress, NoServer } from './no-server.ts'

/** A server whose address and key are recorded in a file of this machine. */
export interface RecordedServer {
  readonly url: string
  readonly accessKey: string
  readonly secretKey: string
  readonly filesUrl?: string
  /** Whether the server can prove that it knows the key: it did so at the login, or recorded it itself. */
  readonly proves?: true
  /** The data folder of the server, if that is where it is recorded. */
  readonly folder?: RecordedFolder
  /** The name of the profile, if that is where it is recorded. */
  readonly profile?: string
}

/** The data folder in which a server has recorded its address, and its process. */
export interface RecordedFolder {
  readonly path: string
  readonly pid?: number
}

/** Reads `connection.json` of a server's data folder; undefined if there is none. */
export async function readDataFolder(folder: string): Promise<RecordedServer | undefined> {
  const file = join(folder, 'connection.json')
  const cure = 'Start the server again: it writes the file anew.'
  const content = await readJsonFile(file, 'It is readable by the user that runs the server alone.')
  if (content === undefined) return undefined
  const { pid } = content
  return { ...recordedServer(content, file, cure), folder: { path: folder, ...(typeof pid === 'number' ? { pid } : {}) } }
}

/** Reads a JSON file; undefined if there is none, an empty object if it is damaged. */
export async function readJsonFile(file: string, cure: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw new NoServer(`${file} cannot be read (${error.code ?? error.message}). ${cure}`, { cause: error })
  })
  if (text === undefined) return undefined
  try {
    const content: unknown = JSON.parse(text)
    return typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** Checks the address and key in a file. Throws a NoServer that names the file and the cure. */
export function recordedServer(content: Readonly<Record<string, unknown>>, file: string, cure: string): RecordedServer {
  const { url, accessKey, secretKey, filesUrl, proves } = content
  if (typeof url !== 'string' || typeof accessKey !== 'string' || typeof secretKey !== 'string')
    throw new NoServer(`${file} lacks url, accessKey or secretKey, or is damaged. ${cure}`)
  assertAddress(url, `The address in ${file}`, cure)
  return { url, accessKey, secretKey, ...(typeof filesUrl === 'string' ? { filesUrl } : {}), ...(proves === true ? { proves } : {}) }
}

/** The folder in which a server of this user has its data by default. */
export function defaultFolder(): string {
  return envPaths('clearway', { suffix: '' }).data
}

/** What helps where the server that a data folder names cannot be reached: the file stays when the server ends, because it holds the key. */
export function cureOfFolder(folder: RecordedFolder): string {
  const state = hasEnded(folder) ? 'which has ended' : 'as it was when it started'
  return `That is the server of the data folder ${folder.path}, ${state}. Start it again: ${startOf(folder)}.`
}

/** What may answer at a recorded address if it does not prove to know the recorded key, and what helps. */
export function unprovedServer({ url, folder, profile, proves }: RecordedServer): { readonly what: string; readonly cure: string } {
  const unsent = 'so the key was not sent.'
  if (folder === undefined)
    return {
      what: `What answers at ${url} does not prove to be the server that the key is for, ${unsent}`,
      cure: `Check the address. If it is right, the key was deleted, or the server was set up anew: log in again by ${loginTo(url, profile)}.`,
    }
  const { path, pid } = folder
  const ofFolder = `the server of the data folder ${path}`
  if (hasEnded(folder))
    return {
      what: `What answers at ${url} is not ${ofFolder}, which has ended, ${unsent}`,
      cure: `Start the server again: ${startOf(folder)}.`,
    }
  if (proves !== true && pid !== undefined)
    return {
      what: `T${ofFolder.slice(1)} still runs (process ${pid}) in an older version, which cannot prove to know its key, ${unsent}`,
      cure: `End it where it was started, and start this version: ${startOf(folder)}.`,
    }
  return {
    what: `What answers at ${url} does not prove to be ${ofFolder}, ${unsent}`,
    cure: `Another program may have taken the address. End it, and the server${pid === undefined ? '' : ` (process ${pid})`}, and start that again: ${startOf(folder)}.`,
  }
}

/** The command that logs in to a server anew, by the name of its profile if it has one. */
export function loginTo(url: string, profile?: string): string {
  return `\`clearway login ${url}${profile === undefined ? '' : ` --profile ${profile}`}\``
}

/** Whether the process that recorded itself is gone. Another process may have its number by now, and then it counts as running. */
function hasEnded({ pid }: RecordedFolder): boolean {
  return pid !== undefined && !isProcessAlive(pid)
}

/** The command that starts the server of a data folder. */
function startOf({ path }: RecordedFolder): string {
  return `\`clearway up${path === defaultFolder() ? '' : ` --data ${shellWord(path)}`}\``
}
