import { existsSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { open, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFoldersSync } from '@clearway/contract/make-folders'
import type { ExecutionSpec } from '../executor.ts'
import type { ProcessIdentity } from './process-identity.ts'
import { textIn } from './text-in.ts'

/**
 * The files of one execution in its attempt's folder. They alone hold its state, so that any process of the agent can go on from them.
 *
 * What is written before a step can begin is written synchronously: these are a few small files of this machine, microseconds each, and a turn of the
 * thread pool for each would be most of the time from one step to the next. A new file takes the system fifty times as long as one that is there, so
 * `openFiles` makes them all, empty: that can be done ahead.
 */
export interface ProcessFiles {
  readonly root: string
  readonly spec: string
  readonly log: string
  readonly exit: string
  readonly pid: string
  /** What becomes `pid` once it is whole. */
  readonly pidDraft: string
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
    pidDraft: join(root, 'pid.json.new'),
    plan: join(root, 'plan.sh'),
    variables: join(root, 'variables.json'),
  }
}

/** Makes the folder with the files: all are empty, and `exit` has room for the exit code. Does nothing to files that are there. */
export function openFiles(files: ProcessFiles): void {
  // It is made last.
  if (existsSync(files.exit)) return
  makeFoldersSync(files.root, 0o700)
  for (const file of [files.log, files.spec, files.plan, files.pidDraft]) writeFileSync(file, '', { flag: 'a', mode: 0o600 })
  // Room for the largest code: the launcher overwrites it in place, which needs no free space on the disk.
  writeFileSync(files.exit, '    \n', { mode: 0o600 })
}

/** Adds a line of the agent's own to the output. */
export function addLine(files: ProcessFiles, line: string): void {
  writeFileSync(files.log, `${line}\n`, { flag: 'a', mode: 0o600 })
}

/** Refuses an attempt that has a specification already: it would run twice. */
export function saveSpec(files: ProcessFiles, spec: ExecutionSpec): void {
  if ((statSync(files.spec, { throwIfNoEntry: false })?.size ?? 0) > 0) throw new Error(`Attempt ${spec.attempt} was started before.`)
  writeFileSync(files.spec, JSON.stringify(spec), { mode: 0o600 })
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
  writeFileSync(files.pidDraft, JSON.stringify(identity), { mode: 0o600 })
  renameSync(files.pidDraft, files.pid)
}

/** The recorded launcher. */
export function identityIn(files: ProcessFiles): ProcessIdentity | undefined {
  const text = textIn(files.pid)
  return text ? (JSON.parse(text) as ProcessIdentity) : undefined
}

/** The recorded exit code; undefined until it is completely written. */
export function exitCodeIn(files: ProcessFiles): number | undefined {
  const digits = /^(\d+)\n/.exec(textIn(files.exit) ?? '')?.[1]
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

/** Deletes the files; others in the folder stay. It may take as long as the disk is busy, so no turn of the event loop waits for it. */
export async function removeFiles({ root: _, ...files }: ProcessFiles): Promise<void> {
  await Promise.all(
    Object.values(files).map((file) =>
      unlink(file).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error
      }),
    ),
  )
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
