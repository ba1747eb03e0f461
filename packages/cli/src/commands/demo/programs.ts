import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CommandFailed } from '../../failure.ts'

export interface DemoPrograms {
  readonly steps: readonly { readonly name: string; readonly file: string }[]
  readonly pipeline: string
}

interface Keys {
  readonly url: string
  readonly accessKey: string
  readonly secretKey: string
}

const run = promisify(execFile)
const steps = ['step1-dataset', 'step2-prepare', 'step3-train'] as const

/** The example’s programs: the sources in a checkout; the package’s, which are bundles, are copied to `folder`, because no file of a package is a task’s program. */
export async function findPrograms(folder: string): Promise<DemoPrograms> {
  const isSource = import.meta.filename.endsWith('.ts')
  const example = join(import.meta.dirname, isSource ? '../../../../../examples/iris' : '../examples/iris')
  if (!existsSync(example))
    throw new CommandFailed(`The example is not there: ${example}. Install Clearway again, or take a whole checkout.`)
  const programs = isSource ? example : join(folder, 'iris')
  if (!isSource) await cp(example, programs, { recursive: true })
  const fileOf = (name: string): string => join(programs, 'src', `${name}${isSource ? '.ts' : '.js'}`)
  return { steps: steps.map((name) => ({ name, file: fileOf(name) })), pipeline: fileOf('pipeline') }
}

/** Runs a program as a user would, with the server's address and keys in its environment. Answers what the program printed. */
export async function runProgram(
  file: string,
  { url, accessKey, secretKey }: Keys,
  words: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  // Variables for another server, or of a step that runs this command, must not reach the program.
  const others = Object.entries(process.env).filter(([name]) => !/^(CLEARWAY|CLEARML|TRAINS)_/.test(name))
  const env = { ...Object.fromEntries(others), CLEARWAY_URL: url, CLEARML_API_ACCESS_KEY: accessKey, CLEARML_API_SECRET_KEY: secretKey }
  try {
    const { stdout } = await run(process.execPath, [file, ...words], { env, signal })
    return stdout.trim()
  } catch (error) {
    if (signal.aborted) throw signal.reason
    const { stderr = '', message } = error as Error & { stderr?: string }
    throw new CommandFailed(`${file} failed: ${stderr.trim() || message}`, { cause: error })
  }
}
