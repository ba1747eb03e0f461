import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import type { Prepared, ScriptDocument, SetUp } from './script.ts'

/** A set-up in a folder of its own, which vanishes with it. Fetching a file copies it from its path. */
export async function aSetUp(
  script: ScriptDocument,
  more: Partial<SetUp> = {},
): Promise<SetUp & AsyncDisposable & { readonly lines: string[]; readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'clearway-set-up-'))
  const attemptRoot = join(folder, 'attempt')
  await mkdir(attemptRoot)
  const lines: string[] = []
  return {
    script,
    artifacts: [],
    attemptRoot,
    cache: join(folder, 'cache'),
    env: aToolEnvironment(),
    fetchFile: async (uri, _hash, to) => copyFile(uri, to),
    log: (line) => void lines.push(line),
    signal: AbortSignal.timeout(100_000),
    ...more,
    lines,
    folder,
    [Symbol.asyncDispose]: async () => rm(folder, { recursive: true, force: true }),
  }
}

/** This process's environment, with git told to read nobody's configuration. */
export function aToolEnvironment(): Record<string, string> {
  const own = Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  return { ...Object.fromEntries(own), GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
}

type Repository = AsyncDisposable & {
  readonly path: string
  readonly git: (...args: readonly string[]) => Promise<string>
  /** Writes files, commits them, and gives the commit. */
  readonly commit: (files: Readonly<Record<string, string>>) => Promise<string>
}

/** A git repository on disk with these files committed to the branch `main`. */
export async function aRepository(files: Readonly<Record<string, string>>): Promise<Repository> {
  const path = await mkdtemp(join(tmpdir(), 'clearway-repository-'))
  const git = async (...args: readonly string[]): Promise<string> => {
    const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false']
    return (await execa('git', [...identity, ...args], { cwd: path, env: aToolEnvironment(), extendEnv: false })).stdout
  }
  const commit = async (changed: Readonly<Record<string, string>>): Promise<string> => {
    for (const [name, text] of Object.entries(changed)) {
      await mkdir(dirname(join(path, name)), { recursive: true })
      await writeFile(join(path, name), text)
    }
    await git('add', '-A')
    await git('commit', '-q', '-m', 'a change')
    return git('rev-parse', 'HEAD')
  }
  await git('init', '-q', '-b', 'main')
  await commit(files)
  return { path, git, commit, [Symbol.asyncDispose]: async () => rm(path, { recursive: true, force: true }) }
}

/** Runs what was prepared and gives what it wrote. */
export async function outputOf({ command, cwd, env }: Omit<Prepared, 'shown'>): Promise<string> {
  const [file = '', ...args] = command
  return (await execa(file, args, { cwd, env: { ...aToolEnvironment(), ...env }, extendEnv: false, all: true })).all
}
