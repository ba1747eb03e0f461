import { basename, join } from 'node:path'
import { asFile, literalEntry, wordsOrNone } from '../words/entry-point.ts'
import { findProgram } from '../find-program.ts'
import { type Code, prepareCode, writeLiteral } from './code.ts'
import { isThere } from '../is-there.ts'
import { type Prepared, type SetUp, inPhase, literalScript } from './script.ts'

const shells = ['sh', 'bash', 'zsh']

/** Whether the task names a shell as its program, as in ClearML. */
export function isShell(binary: string): boolean {
  return shells.includes(basename(binary))
}

/**
 * A task that a shell runs. `entry_point` is one of
 * - `-c <command line>`, which ClearML's own agent understands as well,
 * - a file of the repository, with arguments,
 * - the name for the literal script in `diff`, with arguments if it ends in `.sh` or `.bash`,
 * - without such a file: a command line. So `{ binary: 'sh', entry_point: 'make data' }` is a whole command task.
 */
export async function prepareCommand(setUp: SetUp): Promise<Prepared> {
  const code = await inPhase(setUp, 'code', async () => prepareCode(setUp))
  const shell = await findShell(setUp)
  const args = await shellArguments(setUp, code)
  const [line = ''] = (args[0] === '-c' ? (args.at(-1) ?? '') : args.join(' ')).split('\n')
  return { command: [shell, ...args], shown: `${line} with ${basename(shell)}`, cwd: code.cwd, env: {}, commit: code.commit }
}

async function shellArguments(setUp: SetUp, code: Code): Promise<readonly string[]> {
  const entry = setUp.script.entry_point?.trim() ?? ''
  const literal = literalScript(setUp.script)
  const isLine = /^-c\s/.test(entry)
  if (literal !== undefined) {
    const { file, args } = literalEntry(isLine || entry === '' ? 'untitled.sh' : entry, 'shell')
    writeLiteral(code, file, literal)
    if (!isLine) return [asFile(file), ...args]
  }
  if (isLine) return commandLine(entry.slice(2).trim())
  if (entry === '') throw new Error('The task has neither a script nor an entry point.')
  if (await isThere(join(code.cwd, entry))) return [asFile(entry)]
  const [first, ...args] = wordsOrNone(entry)
  if (first !== undefined && setUp.script.repository && (await isThere(join(code.cwd, first)))) return [asFile(first), ...args]
  return commandLine(entry)
}

function commandLine(line: string): readonly string[] {
  return ['-c', '--', line]
}

async function findShell({ script, env, log }: SetUp): Promise<string> {
  const name = basename(script.binary ?? 'sh')
  const found = findProgram(name, env['PATH'])
  if (found !== undefined) return found
  log(`${name} was not found, /bin/sh is used.`)
  return '/bin/sh'
}
