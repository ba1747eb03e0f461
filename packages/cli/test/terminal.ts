import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clearwayCommand, killAll, processesMarked } from '@clearway/testkit'

const fromSource = join(import.meta.dirname, '../bin/clearway.js')
const mark = 'CLEARWAY_TEST_MARK'

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly pid: number
  /** What the process has printed on standard output. */
  readonly printed: () => string
  /** Resolves once standard output matches; rejects if the process ends before. */
  readonly until: (pattern: RegExp) => Promise<RegExpExecArray>
  readonly signal: (name: NodeJS.Signals) => void
  readonly ended: Promise<Ran>
}

/** A data folder, and a way to run the program. Disposal ends everything that was started. */
export interface Terminal extends AsyncDisposable {
  readonly folder: string
  readonly run: (...words: readonly string[]) => Promise<Ran>
  /** The same with standard input, which is empty otherwise. */
  readonly pipe: (input: string, ...words: readonly string[]) => Promise<Ran>
  readonly start: (...words: readonly string[]) => Running
  /** The live processes that were started here, and their descendants. */
  readonly processes: () => Promise<readonly { readonly pid: number; readonly command: string }[]>
}

/** Opens a terminal with more variables in its environment. The command is bundled, which starts in less time, or that of the checkout. */
export async function openTerminal(
  extra: Readonly<Record<string, string>> = {},
  command: 'bundled' | 'of the checkout' = 'bundled',
): Promise<Terminal> {
  const file = command === 'bundled' ? await clearwayCommand() : fromSource
  const folder = await mkdtemp(join(tmpdir(), 'clearway-cli-'))
  const id = randomUUID()
  // As if installed globally, so that hints print commands without `npx`.
  const bin = join(folder, 'bin')
  await mkdir(bin)
  await symlink(file, join(bin, 'clearway'))
  const outer = Object.entries(process.env).filter(([name]) => !/^(CLEARWAY|CLEARML|TRAINS)_|COLOR/.test(name))
  const env = {
    ...Object.fromEntries(outer),
    PATH: `${bin}:${process.env['PATH']}`,
    CLEARWAY_DATA: folder,
    XDG_CONFIG_HOME: join(folder, 'config'),
    [mark]: id,
    ...extra,
  }
  const start = (...words: readonly string[]): Running => startProgram([file, ...words], env)
  return {
    folder,
    start,
    run: (...words) => start(...words).ended,
    pipe: (input, ...words) => startProgram([file, ...words], env, input).ended,
    processes: () => processesMarked(mark, id),
    async [Symbol.asyncDispose]() {
      await killAll((await processesMarked(mark, id)).map(({ pid }) => pid))
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function startProgram(words: readonly string[], env: NodeJS.ProcessEnv, input = ''): Running {
  const child = spawn(process.execPath, words, { env, stdio: 'pipe' })
  child.stdin.end(input)
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (part: string) => (stdout += part))
  child.stderr.setEncoding('utf8').on('data', (part: string) => (stderr += part))
  const ended = once(child, 'close').then(([code]): Ran => ({ code: code as number | null, stdout, stderr }))
  const until = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = pattern.exec(stdout)
      if (found !== null) return found
      const heard = await Promise.race([once(child.stdout, 'data').then(() => true), ended.then(() => false)])
      if (!heard) throw new Error(`It ended before it printed ${pattern}.\n${stdout}${stderr}`)
    }
  }
  return { pid: child.pid ?? 0, printed: () => stdout, until, signal: (name) => void child.kill(name), ended }
}
