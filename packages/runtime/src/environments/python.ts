import { readFile } from 'node:fs/promises'
import { delimiter, dirname, join, resolve, sep } from 'node:path'
import { asFile, entryWords, literalEntry } from '../words/entry-point.ts'
import { splitWords } from '../words/split-words.ts'
import { type Code, prepareCode, writeLiteral } from './code.ts'
import { isThere } from '../is-there.ts'
import { findPython } from './find-python.ts'
import { pythonEnvironment } from './python-environment.ts'
import { ownList, repositoryLists } from './requirement-lists.ts'
import { missingClients, type RequirementList } from './requirements.ts'
import { type Prepared, type SetUp, inPhase, literalScript } from './script.ts'
import { findUv } from './uv.ts'

/** A Python task: its literal script or repository, in an environment that has its requirements. */
export async function preparePython(setUp: SetUp): Promise<Prepared> {
  const code = await inPhase(setUp, 'code', async () => prepareCode(setUp))
  const args = await programArguments(setUp, code)
  const { uv, python } = await inPhase(setUp, 'tools', async () => {
    const found = await findUv(setUp)
    return { uv: found, python: await findPython(setUp, found) }
  })
  const lists = await requirements(setUp, code, args)
  const wanted = { lists, python, uv, cwd: code.root }
  const environment = await inPhase(setUp, 'environment', async () => pythonEnvironment(setUp, wanted))
  const bin = join(environment, 'bin')
  return {
    command: [join(bin, 'python'), '-u', ...args],
    shown: `${args.join(' ')} with Python${await versionIn(environment)}`,
    cwd: code.cwd,
    commit: code.commit,
    env: {
      VIRTUAL_ENV: environment,
      PATH: [bin, setUp.env['PATH']].filter(Boolean).join(delimiter),
      PYTHONPATH: [...new Set([code.root, code.cwd]), setUp.env['PYTHONPATH']].filter(Boolean).join(delimiter),
    },
  }
}

/** The version of an environment's Python, after a space; empty if its record does not name one. */
async function versionIn(environment: string): Promise<string> {
  const record = await readFile(join(environment, 'pyvenv.cfg'), 'utf8').catch(() => '')
  const [, version] = /^version(?:_info)?\s*=\s*(\S+)/m.exec(record) ?? []
  return version === undefined ? '' : ` ${version}`
}

/** What follows `python -u`: a file and its arguments, or `-m module …`. */
async function programArguments(setUp: SetUp, code: Code): Promise<readonly string[]> {
  const entry = setUp.script.entry_point?.trim() ?? ''
  const isModule = /^-[mc]\s/.test(entry)
  const literal = literalScript(setUp.script)
  if (literal !== undefined) {
    // A module call does not name the file: ClearML then names it after a colon in the working folder.
    const named = setUp.script.working_dir?.split(':')[1]
    const { file, args } = literalEntry((isModule ? named : entry) || 'untitled.py', 'python')
    writeLiteral(code, file, literal)
    return isModule ? splitWords(entry) : [asFile(file), ...args]
  }
  if (entry === '') throw new Error('The task has neither a script nor an entry point.')
  return isModule ? splitWords(entry) : entryWords(code.cwd, entry)
}

async function requirements(setUp: SetUp, code: Code, args: readonly string[]): Promise<readonly RequirementList[]> {
  const { script, log } = setUp
  const own = await ownList(script.requirements?.pip, code.root)
  const found = own === undefined && script.repository ? await repositoryLists(code.root, programFolder(code, args)) : []
  if (found.length > 0) log(`Requirements from ${found.map(({ file }) => file).join(', ')}`)
  const lists = own === undefined ? found : [own]
  const clients = missingClients(
    await sourceOf(setUp, code, args),
    lists.flatMap(({ lines }) => lines),
  )
  if (clients.length === 0) return lists
  log(`Added to the requirements, because the script imports it: ${clients.join(', ')}`)
  const last = lists.at(-1) ?? { lines: [], constraints: [] }
  return [...lists.slice(0, -1), { ...last, lines: [...last.lines, ...clients] }]
}

function programFolder({ root, cwd }: Code, [first = '']: readonly string[]): string {
  const folder = first.startsWith('-') ? cwd : dirname(resolve(cwd, first))
  return folder === root || folder.startsWith(root + sep) ? folder : cwd
}

async function sourceOf({ script }: SetUp, code: Code, args: readonly string[]): Promise<string> {
  const literal = literalScript(script)
  if (literal !== undefined) return literal
  const file = join(code.cwd, args[0] ?? '')
  return args[0]?.endsWith('.py') && (await isThere(file)) ? readFile(file, 'utf8') : ''
}
