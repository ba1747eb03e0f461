import { access, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { splitWords } from '../process/split-words.ts'
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
    const [name = 'step.mjs', ...args] = splitWords(entry)
    const bundle = await (await task.artifacts.get('bundle')).file(join(folder, basename(name)))
    return { command: [program, bundle, ...args], cwd: process.cwd() }
  }
  const cwd = repository ? join(process.cwd(), workingDir?.trim() || '.') : folder
  const line = /^-c\s+([\s\S]*)$/.exec(entry)
  if (line !== null) return { command: [program, '-c', line[1] ?? ''], cwd }
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

/** A shell's entry point without a file is a command line, as for an agent. */
function lineOf(program: string, entry: string): readonly string[] | undefined {
  return isShell(program) && entry !== '' ? ['-c', entry] : undefined
}

async function filesOrLine(program: string, entry: string, cwd: string): Promise<readonly string[] | undefined> {
  if (entry === '') return undefined
  // A file's name may hold blanks and quotes.
  if (await isThere(join(cwd, entry))) return [entry]
  if (!isShell(program)) return splitWords(entry)
  const words = wordsOrNone(entry)
  return words[0] !== undefined && (await isThere(join(cwd, words[0]))) ? words : ['-c', entry]
}

/** None where a command line is beyond plain words and quotes: the shell reads it itself. */
function wordsOrNone(line: string): readonly string[] {
  try {
    return splitWords(line)
  } catch {
    return []
  }
}

/** Writes the script that the task holds, and gives its file name. The whole entry point is the name; a shell's script may have arguments. */
async function literal(program: string, entry: string, text: string, folder: string): Promise<readonly string[]> {
  const [name = '', ...args] = isShell(program) ? splitWords(entry) : [entry]
  const file = basename(name) || 'script'
  await writeFile(join(folder, file), text)
  return [file, ...args]
}

async function isThere(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  )
}
