import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { open, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExecutionSpec } from './executor.ts'
import { emptyHold } from './hold-file.ts'
import type { ProcessIdentity } from './process-identity.ts'
import { textIn } from './text-in.ts'

/**
 * The files of one attempt. They are the truth about it: any process of the agent can go on from them.
 *
 * What is written before a step can begin is written synchronously: it is a few small files of this machine, in microseconds each, where a turn
 * of the thread pool for each would be most of the time from one step to the next.
 */
export type AttemptFolder = {
  readonly root: string
  readonly spec: string
  readonly log: string
  readonly exit: string
  readonly pid: string
  readonly plan: string
  /** The program's environment, where the plan cannot hold it. */
  readonly variables: string
  /** Until when it may run (`hold-file.ts`). */
  readonly hold: string
}

/** The place of an attempt's files; makes nothing. Refuses an id that would leave the folder. */
export function attemptFolder(work: string, attempt: string): AttemptFolder {
  if (!/^[\w-][\w.-]*$/.test(attempt)) throw new Error(`"${attempt}" is no attempt id: letters, digits, "-", "_" and "." are allowed.`)
  const root = join(work, 'attempts', attempt)
  return {
    root,
    spec: join(root, 'spec.json'),
    log: join(root, 'out.log'),
    exit: join(root, 'exit'),
    pid: join(root, 'pid.json'),
    plan: join(root, 'plan.sh'),
    variables: join(root, 'variables.json'),
    hold: join(root, 'hold'),
  }
}

/** Makes the folder with an empty log and room for the exit code; does nothing to one that is there. */
export function openFolder(folder: AttemptFolder): void {
  mkdirSync(folder.root, { recursive: true, mode: 0o700 })
  writeFileSync(folder.log, '', { flag: 'a', mode: 0o600 })
  // Room for the largest code: the launcher overwrites it in place, which needs no free space on the disk.
  writeNew(folder.exit, '    \n')
  writeNew(folder.hold, emptyHold)
}

/** False where the file is there already. */
function writeNew(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return false
  }
}

/** Adds a line of the agent's own to the attempt's output. */
export async function noteInLog(folder: AttemptFolder, line: string): Promise<void> {
  await writeFile(folder.log, `${line}\n`, { flag: 'a', mode: 0o600 })
}

/** Refuses an attempt that has one already: it would run twice. */
export function saveSpec(folder: AttemptFolder, spec: ExecutionSpec): void {
  if (!writeNew(folder.spec, JSON.stringify(spec))) throw new Error(`Attempt ${spec.attempt} was started before.`)
}

export async function readSpec(folder: AttemptFolder): Promise<ExecutionSpec | undefined> {
  const text = await readIfThere(folder.spec)
  // The file ends with the object. Without it, its agent or the power went before all was written: as good as never written, nothing was started.
  return text?.endsWith('}') === true ? (JSON.parse(text) as ExecutionSpec) : undefined
}

/** Writes what the launcher reads in; gives the file. */
export function savePlan(folder: AttemptFolder, plan: string, variables: string | undefined): string {
  if (variables !== undefined) writeFileSync(folder.variables, variables, { mode: 0o600 })
  writeFileSync(folder.plan, plan, { mode: 0o600 })
  return folder.plan
}

export function saveIdentity(folder: AttemptFolder, identity: ProcessIdentity): void {
  writeFileSync(`${folder.pid}.new`, JSON.stringify(identity), { mode: 0o600 })
  renameSync(`${folder.pid}.new`, folder.pid)
}

export async function readIdentity(folder: AttemptFolder): Promise<ProcessIdentity | undefined> {
  return parseIdentity(await readIfThere(folder.pid))
}

/** The same without a turn of the event loop. */
export function identityIn(folder: AttemptFolder): ProcessIdentity | undefined {
  return parseIdentity(textIn(folder.pid))
}

function parseIdentity(text: string | undefined): ProcessIdentity | undefined {
  return text ? (JSON.parse(text) as ProcessIdentity) : undefined
}

/** The recorded exit code; `undefined` as long as none is written whole. */
export async function readExitCode(folder: AttemptFolder): Promise<number | undefined> {
  return parseExitCode(await readIfThere(folder.exit))
}

/** Whether one is recorded, without a turn of the event loop. */
export function hasExitCode(folder: AttemptFolder): boolean {
  return parseExitCode(textIn(folder.exit)) !== undefined
}

function parseExitCode(text = ''): number | undefined {
  const digits = /^(\d+)\n/.exec(text)?.[1]
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

/** The names of the attempts that have a folder. */
export function attemptsIn(work: string): readonly string[] {
  try {
    return readdirSync(join(work, 'attempts'))
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
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
