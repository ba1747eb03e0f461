import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { temporaryFolder } from '../task/temporary-folder.ts'
import { stepContext } from './context.ts'
import { file, StepFile } from './values/step-file.ts'

/** Runs a command as a step: its inputs are environment variables, and its declared files are its result. */
export function runCommand(command: string, outputs: Readonly<Record<string, string>> | undefined): (input: unknown) => Promise<unknown> {
  return async (input) => {
    const folder = await temporaryFolder()
    try {
      const resultFile = join(folder, 'result.json')
      await run(command, { ...(await variablesOf(input ?? {})), CLEARWAY_RESULT: resultFile })
      if (outputs !== undefined) return await filesOf(outputs)
      const text = await readFile(resultFile, 'utf8').catch(() => undefined)
      return text === undefined ? undefined : resultIn(text)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
}

function resultIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const shown = JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text)
    throw failedCommand(
      `The command wrote ${shown} to $CLEARWAY_RESULT, which is no JSON. Write a number, or a text in double quotes.`,
      error,
    )
  }
}

/** An error of the command, without a stack: no line of it is of the user's code. */
function failedCommand(message: string, cause?: unknown): Error {
  const error = new Error(message, cause === undefined ? {} : { cause })
  delete error.stack
  return error
}

async function run(command: string, variables: Variables): Promise<void> {
  const child = start(command, variables)
  const { signal } = stepContext()
  const stop = (): void => void child.kill('SIGTERM')
  signal.addEventListener('abort', stop, { once: true })
  try {
    const [code, killedBy] = (await once(child, 'exit')) as [number | null, string | null]
    if (code !== 0) throw failedCommand(`The command ended with ${code === null ? `the signal ${killedBy}` : `exit code ${code}`}.`)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function start(command: string, variables: Variables): ChildProcess {
  try {
    return spawn('sh', ['-c', command], { env: { ...process.env, ...variables }, stdio: ['ignore', 'inherit', 'inherit'] })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'E2BIG') throw error
    const bytes = ([, text = '']: readonly [string, string | undefined]): number => Buffer.byteLength(text)
    const [longest] = Object.entries(variables).toSorted((one, other) => bytes(other) - bytes(one))
    const which = longest === undefined ? '' : ` The longest input is '${longest[0]}' with ${Math.ceil(bytes(longest) / 1024)} kB.`
    throw failedCommand(
      `The inputs are too long for the variables of a command: Linux takes less than 128 kB for each, and about 2 MB for all.${which} Give it as a file, such as the result of a step that writes it and returns file(path).`,
      error,
    )
  }
}

type Variables = Readonly<Record<string, string | undefined>>

/** Inputs as variables: a file is its path, a text itself, anything else JSON, in which files are their paths. */
async function variablesOf(input: object): Promise<Variables> {
  const entries = Object.entries(input).map(async ([name, value]: [string, unknown]) => {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      throw failedCommand(`The input '${name}' cannot be a variable of a command: use letters, digits and _.`)
    const found = await jsonOf(name, value)
    return [name, typeof found === 'string' ? found : JSON.stringify(found)] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

/** A value as JSON has it: a file is its path, a typed array a list, and a number that JSON lacks its digits. */
async function jsonOf(name: string, value: unknown): Promise<unknown> {
  if (value instanceof StepFile) return value.path()
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))) return String(value)
  if (value instanceof Date) return value.toISOString()
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array)
    throw failedCommand(`The input '${name}' holds bytes, which a variable of a command cannot. Give them as a file: file(path).`)
  if (ArrayBuffer.isView(value) || Array.isArray(value))
    return Promise.all(Array.from(value as unknown as ArrayLike<unknown>, (item) => jsonOf(name, item)))
  const entries = Object.entries(value).map(async ([key, item]) => [key, await jsonOf(name, item)] as const)
  return Object.fromEntries(await Promise.all(entries))
}

async function filesOf(outputs: Readonly<Record<string, string>>): Promise<Record<string, StepFile>> {
  const found = Object.entries(outputs).map(async ([name, path]) => {
    if ((await stat(resolve(path)).catch(() => undefined))?.isFile() !== true)
      throw failedCommand(`The command made no file ${path}, its output '${name}'.`)
    return [name, file(path)] as const
  })
  return Object.fromEntries(await Promise.all(found))
}
