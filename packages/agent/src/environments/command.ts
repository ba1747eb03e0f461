import { basename, join } from 'node:path'
import { splitWords } from '@clearway/sdk/process'
import { findProgram } from '../executors/find-program.ts'
import { type Code, prepareCode, writeLiteral } from './code.ts'
import { isThere } from './is-there.ts'
import { type Prepared, type SetUp, inPhase, literalScript } from './script.ts'

const shells = ['sh', 'bash', 'zsh']

/** Whether the task names a shell as its program, as in ClearML. */
export function isShell(binary: string): boolean {
  return shells.includes(basename(binary))
}

/**
 * A task that a shell runs. `entry_point` is one of
 * - `-c <command line>`, which ClearML's own agent understands as well,
 * - a file of the repository, or the name for the literal script in `diff`, with arguments,
 * - without such a file: a command line. So `{ binary: 'sh', entry_point: 'make data' }` is a whole command task.
 */
export async function prepareCommand(setUp: SetUp): Promise<Prepared> {
  const code = await inPhase(setUp, 'code', async () => await prepareCode(setUp))
  const shell = await findShell(setUp)
  return { command: [shell, ...(await shellArguments(setUp, code))], cwd: code.cwd, env: {}, commit: code.commit }
}

async function shellArguments(setUp: SetUp, code: Code): Promise<readonly string[]> {
  const entry = setUp.script.entry_point?.trim() ?? ''
  const literal = literalScript(setUp.script)
  const isLine = /^-c\s/.test(entry)
  if (literal !== undefined) {
    const [first = 'untitled.sh', ...args] = isLine ? [] : splitWords(entry)
    const file = await writeLiteral(code, first, literal)
    if (!isLine) return [file, ...args]
  }
  if (isLine) return ['-c', entry.slice(2).trim()]
  if (entry === '') throw new Error('The task has neither a script nor an entry point.')
  if (await isThere(join(code.cwd, entry))) return [entry]
  const words = wordsOrNone(entry)
  if (words[0] !== undefined && setUp.script.repository && (await isThere(join(code.cwd, words[0])))) return words
  return ['-c', entry]
}

/** A command line may be beyond our quoting rules: the shell will know. */
function wordsOrNone(line: string): readonly string[] {
  try {
    return splitWords(line)
  } catch {
    return []
  }
}

async function findShell({ script, env, log }: SetUp): Promise<string> {
  const name = basename(script.binary ?? 'sh')
  const found = findProgram(name, env['PATH'])
  if (found !== undefined) return found
  log(`${name} was not found, /bin/sh is used.`)
  return '/bin/sh'
}
