import { basename } from 'node:path'
import { findPrograms, isProgram } from '../find-program.ts'
import { installedPythons } from './installed-pythons.ts'
import { runTool, ToolError } from './run-tool.ts'
import type { SetUp } from './script.ts'

/** An interpreter of this machine. */
export interface Python {
  readonly executable: string
  readonly version: string
  readonly platform: string
}

const question = `import json, sys, sysconfig; print(json.dumps({'executable': sys.executable, 'version': '.'.join(map(str, sys.version_info[:3])), 'platform': sys.implementation.name + '-' + sysconfig.get_platform()}))`

/** What interpreters have answered of themselves, by their file and the environment that may choose what runs behind it. */
const known = new Map<string, { readonly python: Python; readonly at: number }>()
/**
 * How long an answer counts. A version manager's program takes a tenth of a second or more for each, and steps follow one another sooner than
 * installations.
 */
const knownMs = 10_000

/**
 * The interpreter that a task asks for by its `binary` (`python`, `python3.11`, a path): the first that runs and has the asked version, else any other
 * Python 3, with a warning in the log. Nothing is ever downloaded.
 */
export async function findPython(setUp: SetUp, uv: string | undefined): Promise<Python> {
  const asked = setUp.script.binary?.trim() || 'python3'
  const version = /^python(\d+(?:\.\d+)*)/.exec(basename(asked))?.[1]
  const minor = version?.split('.').slice(0, 2).join('.')
  let near: Python | undefined
  let other: Python | undefined
  const seen = new Set<string>()
  for await (const executable of candidates(setUp, { asked, minor, uv })) {
    if (seen.has(executable)) continue
    seen.add(executable)
    const python = await inspect(setUp, executable)
    if (python === undefined) continue
    if (version === undefined || hasVersion(python, version)) return python
    if (minor !== undefined && hasVersion(python, minor)) near ??= python
    else other ??= python
  }
  const found = near ?? other
  if (found === undefined) throw new Error(`No Python was found on this machine; the task asks for ${asked}.`)
  setUp.log(`WARNING: the task asks for ${asked}, which this machine does not have. It runs on Python ${found.version} instead.`)
  return found
}

interface Search {
  readonly asked: string
  readonly minor: string | undefined
  readonly uv: string | undefined
}

/** Programs that may be the asked interpreter, the likeliest first. Not all need to run: a version manager puts a program on the PATH for each version. */
async function* candidates(setUp: SetUp, { asked, minor, uv }: Search): AsyncGenerator<string> {
  const path = setUp.env['PATH']
  if (asked.includes('/') && isProgram(asked)) yield asked
  const programs = (names: readonly string[]): readonly string[] =>
    names.filter((name) => name.startsWith('python')).flatMap((name) => findPrograms(name, path))
  yield* programs([basename(asked), ...(minor === undefined ? [] : [`python${minor}`])])
  if (minor !== undefined) {
    yield* await installedPythons(setUp.env, minor)
    const managed = uv && (await answerOf(setUp, uv, ['python', 'find', '--no-python-downloads', minor]))
    if (managed) yield managed
  }
  yield* programs(['python3', 'python'])
}

async function inspect(setUp: SetUp, executable: string): Promise<Python | undefined> {
  const now = performance.now()
  for (const [key, { at }] of known) if (now - at > knownMs) known.delete(key)
  const key = JSON.stringify([executable, setUp.env])
  const found = known.get(key)
  if (found !== undefined) return found.python
  const answer = await answerOf(setUp, executable, ['-I', '-c', question])
  const python = answer === undefined ? undefined : pythonIn(answer)
  if (python === undefined) return undefined
  known.set(key, { python, at: now })
  return python
}

/** What an interpreter has answered; undefined for the answer of a program that is none, such as a wrapper that prints something else. */
function pythonIn(answer: string): Python | undefined {
  try {
    const { executable, version, platform } = JSON.parse(answer) as Python
    return [executable, version, platform].every((field) => typeof field === 'string') ? { executable, version, platform } : undefined
  } catch {
    return undefined
  }
}

async function answerOf({ env, signal }: SetUp, file: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return (await runTool(file, args, { env, signal, log: () => {}, timeoutSeconds: 60 })).trim()
  } catch (error) {
    if (error instanceof ToolError) return undefined
    throw error
  }
}

function hasVersion(python: Python, version: string): boolean {
  return `${python.version}.`.startsWith(`${version}.`)
}
