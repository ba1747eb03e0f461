import { readFile } from 'node:fs/promises'
import { basename, delimiter, join } from 'node:path'
import { splitWords } from '@clearway/sdk/process'
import { type Code, prepareCode, writeLiteral } from './code.ts'
import { isThere } from './is-there.ts'
import { findPython } from './find-python.ts'
import { pythonEnvironment } from './python-environment.ts'
import { missingClients, requirementLines } from './requirements.ts'
import { type Prepared, type SetUp, inPhase, literalScript } from './script.ts'
import { findUv } from './uv.ts'

/** A Python task: its literal script or repository, in an environment that has its requirements. */
export async function preparePython(setUp: SetUp): Promise<Prepared> {
  const code = await inPhase(setUp, 'code', async () => await prepareCode(setUp))
  const args = await programArguments(setUp, code)
  const { uv, python } = await inPhase(setUp, 'tools', async () => {
    const found = await findUv(setUp)
    return { uv: found, python: await findPython(setUp, found) }
  })
  const lines = await requirements(setUp, code, args)
  const wanted = { lines, python, uv, cwd: code.root }
  const environment = await inPhase(setUp, 'environment', async () => await pythonEnvironment(setUp, wanted))
  const bin = join(environment, 'bin')
  return {
    command: [join(bin, 'python'), '-u', ...args],
    cwd: code.cwd,
    commit: code.commit,
    env: {
      VIRTUAL_ENV: environment,
      PATH: [bin, setUp.env['PATH']].filter(Boolean).join(delimiter),
      PYTHONPATH: [...new Set([code.root, code.cwd]), setUp.env['PYTHONPATH']].filter(Boolean).join(delimiter),
    },
  }
}

/** What follows `python -u`: a file and its arguments, or `-m module …`. */
async function programArguments(setUp: SetUp, code: Code): Promise<readonly string[]> {
  const entry = setUp.script.entry_point?.trim() ?? ''
  const isModule = /^-[mc]\s/.test(entry)
  const literal = literalScript(setUp.script)
  if (literal !== undefined) {
    // A module call says nothing of the file: ClearML then names it after a colon in the working folder.
    const named = setUp.script.working_dir?.split(':')[1]
    const [first = 'untitled.py', ...args] = isModule ? [named ?? 'untitled.py'] : splitWords(entry)
    const file = await writeLiteral(code, first, literal)
    return isModule ? splitWords(entry) : [file, ...args]
  }
  if (entry === '') throw new Error('The task has neither a script nor an entry point.')
  if (isModule || !(await isThere(join(code.cwd, entry)))) return splitWords(entry)
  return [entry]
}

async function requirements(setUp: SetUp, code: Code, args: readonly string[]): Promise<readonly string[]> {
  const { script, log } = setUp
  let lines = requirementLines(script.requirements?.pip)
  const file = join(code.root, 'requirements.txt')
  if (lines.length === 0 && script.repository && (await isThere(file))) {
    log(`Requirements from ${basename(file)}`)
    lines = requirementLines(await readFile(file, 'utf8'))
  }
  const clients = missingClients(await sourceOf(setUp, code, args), lines)
  if (clients.length > 0) log(`Added to the requirements, because the script imports it: ${clients.join(', ')}`)
  return [...lines, ...clients]
}

async function sourceOf({ script }: SetUp, code: Code, args: readonly string[]): Promise<string> {
  const literal = literalScript(script)
  if (literal !== undefined) return literal
  const file = join(code.cwd, args[0] ?? '')
  return args[0]?.endsWith('.py') && (await isThere(file)) ? await readFile(file, 'utf8') : ''
}
