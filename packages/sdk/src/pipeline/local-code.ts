import { access, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { asFile, entryWords, literalEntry, wordsOrNone } from '../process/entry-point.ts'
import type { Task } from '../task.ts'

export interface LocalCode {
  readonly command: readonly string[]
  readonly cwd: string
}

/**
 * The command that runs a task's code on this machine. The code is written into `folder`, unless the task has a repository: whoever runs steps
 * locally has its files in the working folder.
 */
export async function prepareLocalCode(task: Task, folder: string): Promise<LocalCode> {
  const { binary, entry_point: entryPoint, diff, repository, working_dir: workingDir } = task.document.script ?? {}
  const entry = entryPoint?.trim() ?? ''
  const program = programOf(binary?.trim() || 'python3')
  if (task.document.execution?.artifacts?.some(({ key, mode }) => key === 'bundle' && mode === 'input') === true) {
    const { file, args } = literalEntry(entry || 'step.mjs', 'node')
    const bundle = await (await task.artifacts.get('bundle')).file(join(folder, file))
    return { command: [program, bundle, ...args], cwd: process.cwd() }
  }
  const cwd = repository ? join(process.cwd(), workingDir?.trim() || '.') : folder
  const line = /^-c\s+([\s\S]*)$/.exec(entry)
  if (line !== null) return { command: [program, ...(isShell(program) ? commandLine(line[1] ?? '') : ['-c', line[1] ?? ''])], cwd }
  const args = repository
    ? await filesOrLine(program, entry, cwd)
    : diff
      ? await literal(program, entry, diff, folder)
      : lineOf(program, entry)
  if (args === undefined) throw new Error('The task has no code: no bundle, no script and no repository.')
  return { command: [program, ...args], cwd }
}

/** Bundles run on the Node that runs this process; Python is called `python3` on every system that has it. */
function programOf(binary: string): string {
  if (basename(binary).startsWith('node')) return process.execPath
  return binary === 'python' ? 'python3' : binary
}

function isShell(program: string): boolean {
  return ['sh', 'bash', 'zsh'].includes(basename(program))
}

function commandLine(line: string): readonly string[] {
  return ['-c', '--', line]
}

/** A shell's entry point without a file is a command line, as for an agent. */
function lineOf(program: string, entry: string): readonly string[] | undefined {
  return isShell(program) && entry !== '' ? commandLine(entry) : undefined
}

async function filesOrLine(program: string, entry: string, cwd: string): Promise<readonly string[] | undefined> {
  if (entry === '') return undefined
  if (!isShell(program) || (await isThere(join(cwd, entry)))) return await entryWords(cwd, entry)
  const [first, ...args] = wordsOrNone(entry)
  return first !== undefined && (await isThere(join(cwd, first))) ? [asFile(first), ...args] : commandLine(entry)
}

/** Writes the script that the task holds, and gives its file name and its arguments. */
async function literal(program: string, entry: string, text: string, folder: string): Promise<readonly string[]> {
  const { file, args } = literalEntry(entry || 'script', isShell(program) ? 'shell' : program === process.execPath ? 'node' : 'python')
  await writeFile(join(folder, file), text)
  return [asFile(file), ...args]
}

async function isThere(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  )
}
