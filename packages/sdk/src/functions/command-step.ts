import { spawn } from 'node:child_process'
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
      const env = { ...process.env, ...(await variablesOf(input ?? {})), CLEARWAY_RESULT: resultFile }
      await run(command, env)
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

async function run(command: string, env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn('sh', ['-c', command], { env, stdio: ['ignore', 'inherit', 'inherit'] })
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

/** Inputs as variables: a file is its path, a text itself, anything else JSON. */
async function variablesOf(input: object): Promise<Record<string, string>> {
  const entries = Object.entries(input).map(async ([name, value]: [string, unknown]) => {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      throw new Error(`The input '${name}' cannot be a variable of a command: use letters, digits and _.`)
    if (value instanceof StepFile) return [name, await value.path()] as const
    return [name, typeof value === 'string' ? value : JSON.stringify(value)] as const
  })
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
