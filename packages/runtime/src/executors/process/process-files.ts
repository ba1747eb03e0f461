import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { open, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExecutionSpec } from '../executor.ts'
import type { ProcessIdentity } from './process-identity.ts'
import { textIn } from './text-in.ts'

/**
 * The files of one execution in its attempt's folder. They alone hold its state, so that any process of the agent can go on from them.
 *
 * What is written before a step can begin is written synchronously: these are a few small files of this machine, microseconds each, and a turn of the
 * thread pool for each would be most of the time from one step to the next.
 */
export interface ProcessFiles {
  readonly root: string
  readonly spec: string
  readonly log: string
  readonly exit: string
  readonly pid: string
  readonly plan: string
  /** The program's environment, where the plan cannot hold it. */
  readonly variables: string
}

/** Names the files in the attempt's folder; makes nothing. */
export function processFiles(root: string): ProcessFiles {
  return {
    root,
    spec: join(root, 'spec.json'),
    log: join(root, 'out.log'),
    exit: join(root, 'exit'),
    pid: join(root, 'pid.json'),
    plan: join(root, 'plan.sh'),
    variables: join(root, 'variables.json'),
  }
}

/** Makes the folder with an empty log and room for the exit code; does nothing to files that are there. */
export function openFiles(files: ProcessFiles): void {
  mkdirSync(files.root, { recursive: true, mode: 0o700 })
  writeFileSync(files.log, '', { flag: 'a', mode: 0o600 })
  // Room for the largest code: the launcher overwrites it in place, which needs no free space on the disk.
  writeNew(files.exit, '    \n')
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

/** Adds a line of the agent's own to the output. */
export async function addLine(files: ProcessFiles, line: string): Promise<void> {
  await writeFile(files.log, `${line}\n`, { flag: 'a', mode: 0o600 })
}

/** Refuses an attempt that has a specification already: it would run twice. */
export function saveSpec(files: ProcessFiles, spec: ExecutionSpec): void {
  if (!writeNew(files.spec, JSON.stringify(spec))) throw new Error(`Attempt ${spec.attempt} was started before.`)
}

export async function readSpec(files: ProcessFiles): Promise<ExecutionSpec | undefined> {
  const text = await readIfThere(files.spec)
  // The file ends with the object. One that was cut short by a kill or a power cut counts as never written: nothing was started.
  return text?.endsWith('}') === true ? (JSON.parse(text) as ExecutionSpec) : undefined
}

/** Writes what the launcher reads in; gives the file. */
export function savePlan(files: ProcessFiles, plan: string, variables: string | undefined): string {
  if (variables !== undefined) writeFileSync(files.variables, variables, { mode: 0o600 })
  writeFileSync(files.plan, plan, { mode: 0o600 })
  return files.plan
}

export function saveIdentity(files: ProcessFiles, identity: ProcessIdentity): void {
  writeFileSync(`${files.pid}.new`, JSON.stringify(identity), { mode: 0o600 })
  renameSync(`${files.pid}.new`, files.pid)
}

export async function readIdentity(files: ProcessFiles): Promise<ProcessIdentity | undefined> {
  return parseIdentity(await readIfThere(files.pid))
}

/** The same without a turn of the event loop. */
export function identityIn(files: ProcessFiles): ProcessIdentity | undefined {
  return parseIdentity(textIn(files.pid))
}

function parseIdentity(text: string | undefined): ProcessIdentity | undefined {
  return text ? (JSON.parse(text) as ProcessIdentity) : undefined
}

/** The recorded exit code; undefined until it is completely written. */
export async function readExitCode(files: ProcessFiles): Promise<number | undefined> {
  return parseExitCode(await readIfThere(files.exit))
}

/** Whether an exit code is recorded, without a turn of the event loop. */
export function hasExitCode(files: ProcessFiles): boolean {
  return parseExitCode(textIn(files.exit)) !== undefined
}

function parseExitCode(text = ''): number | undefined {
  const digits = /^(\d+)\n/.exec(text)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** Records the end of an execution whose program never started, and so has no launcher to record it. */
export async function saveExitCode(files: ProcessFiles, code: number): Promise<void> {
  const file = await open(files.exit, 'r+')
  try {
    await file.write(`${code}\n`, 0)
  } finally {
    await file.close()
  }
}

/** Deletes the files; others in the folder stay. */
export function removeFiles({ root: _, ...files }: ProcessFiles): void {
  for (const file of Object.values(files)) rmSync(file, { force: true, maxRetries: 3 })
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
