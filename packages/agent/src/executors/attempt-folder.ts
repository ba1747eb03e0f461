import { link, mkdir, open, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExecutionSpec } from './executor.ts'
import type { ProcessIdentity } from './process-identity.ts'

/** The files of one attempt. They are the truth about it: any process of the agent can go on from them. */
export type AttemptFolder = {
  readonly root: string
  readonly spec: string
  readonly log: string
  readonly exit: string
  readonly pid: string
}

/** The place of an attempt's files; makes nothing. Refuses an id that would leave the folder. */
export function attemptFolder(work: string, attempt: string): AttemptFolder {
  if (!/^[\w-][\w.-]*$/.test(attempt)) throw new Error(`"${attempt}" is no attempt id: letters, digits, "-", "_" and "." are allowed.`)
  const root = join(work, 'attempts', attempt)
  const [spec, log, exit, pid] = ['spec.json', 'out.log', 'exit', 'pid.json'].map((name) => join(root, name)) as [
    string,
    string,
    string,
    string,
  ]
  return { root, spec, log, exit, pid }
}

/** Makes the folder with an empty log and room for the exit code; does nothing to one that is there. */
export async function openFolder(folder: AttemptFolder): Promise<void> {
  await mkdir(folder.root, { recursive: true, mode: 0o700 })
  await appendFile(folder.log, '')
  // Room for the largest code: the launcher overwrites it in place, which needs no free space on the disk.
  await writeFile(folder.exit, '    \n', { flag: 'wx', mode: 0o600 }).catch(ignoreIfThere)
}

async function appendFile(file: string, text: string): Promise<void> {
  await writeFile(file, text, { flag: 'a', mode: 0o600 })
}

/** Adds a line of the agent's own to the attempt's output. */
export async function noteInLog(folder: AttemptFolder, line: string): Promise<void> {
  await appendFile(folder.log, `${line}\n`)
}

/** Refuses an attempt that has one already: it would run twice. */
export async function saveSpec(folder: AttemptFolder, spec: ExecutionSpec): Promise<void> {
  const fresh = `${folder.spec}.new`
  await writeFile(fresh, JSON.stringify(spec), { mode: 0o600 })
  try {
    // A link, because it appears whole and never replaces.
    await link(fresh, folder.spec)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new Error(`Attempt ${spec.attempt} was started before.`, { cause: error })
  } finally {
    await rm(fresh, { force: true })
  }
}

export async function readSpec(folder: AttemptFolder): Promise<ExecutionSpec | undefined> {
  // Empty after a power cut that came before the bytes reached the disk: as good as never written.
  const text = await readIfThere(folder.spec)
  return text ? (JSON.parse(text) as ExecutionSpec) : undefined
}

export async function saveIdentity(folder: AttemptFolder, identity: ProcessIdentity): Promise<void> {
  await writeFile(`${folder.pid}.new`, JSON.stringify(identity), { mode: 0o600 })
  await rename(`${folder.pid}.new`, folder.pid)
}

export async function readIdentity(folder: AttemptFolder): Promise<ProcessIdentity | undefined> {
  const text = await readIfThere(folder.pid)
  return text ? (JSON.parse(text) as ProcessIdentity) : undefined
}

/** The recorded exit code; `undefined` as long as none is written whole. */
export async function readExitCode(folder: AttemptFolder): Promise<number | undefined> {
  const digits = /^(\d+)\n/.exec((await readIfThere(folder.exit)) ?? '')?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** Records an end that no launcher could: the program never started. */
export async function saveExitCode(folder: AttemptFolder, code: number): Promise<void> {
  const file = await open(folder.exit, 'r+')
  try {
    await file.write(`${code}\n`, 0)
  } finally {
    await file.close()
  }
}

export async function removeFolder(folder: AttemptFolder): Promise<void> {
  await rm(folder.root, { recursive: true, force: true, maxRetries: 3 })
}

/** The attempts that have a folder, with the time of its last change. */
export async function listAttempts(work: string): Promise<readonly { readonly attempt: string; readonly changed: number }[]> {
  const names = await readdir(join(work, 'attempts')).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
  const found = await Promise.all(
    names.map(async (attempt) => {
      const stats = await stat(attemptFolder(work, attempt).log).catch(() => undefined)
      return stats === undefined ? [] : [{ attempt, changed: stats.mtimeMs }]
    }),
  )
  return found.flat()
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}

function ignoreIfThere(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
}
