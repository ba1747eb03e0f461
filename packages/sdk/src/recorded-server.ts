import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isProcessAlive } from '@clearway/contract/is-process-alive'
import { assertAddress, NoServer } from './no-server.ts'

/** A server whose address and key are recorded in a file of this machine. */
export interface RecordedServer {
  readonly url: string
  readonly accessKey: string
  readonly secretKey: string
  readonly filesUrl?: string
  /** Whether the server has proved at the login that it knows the key, and so can do it again. */
  readonly proves?: true
  /** The data folder of the server, if that is where it is recorded. */
  readonly folder?: RecordedFolder
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

/** What helps where the server that a data folder names cannot be reached: the file stays when the server ends, because it holds the key. */
export function cureOfFolder({ path, pid }: RecordedFolder, defaultPath: string): string {
  const start = `\`clearway up${path === defaultPath ? '' : ` --data ${path}`}\``
  const isGone = pid !== undefined && !isProcessAlive(pid)
  return `That is the server of the data folder ${path}, ${isGone ? 'which has ended' : 'as it was when it started'}. Start it again: ${start}.`
}
