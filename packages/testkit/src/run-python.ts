import { randomBytes } from 'node:crypto'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { execa } from 'execa'
import { runMark } from './leftovers.ts'
import { killAll, processesMarked } from './processes.ts'
import { pythonClients } from './python.ts'

/** Where the program finds its server, as a user's `clearml.conf` would say. */
export interface ClearmlServer {
  readonly url: string
  readonly accessKey: string
  readonly secretKey: string
  /** Default: `url`/files. */
  readonly filesUrl?: string
}

export interface RunOptions {
  readonly server: ClearmlServer
  readonly env?: Readonly<Record<string, string>>
  /** When the program and its descendants are killed. Default: after two minutes. */
  readonly milliseconds?: number
  readonly signal?: AbortSignal
  /** The folder of the Python that runs it. Default: that of the published clients. */
  readonly bin?: string
}

export interface PythonRun {
  readonly exitCode: number | undefined
  /** The deadline or the signal ended it. */
  readonly cut: boolean
  readonly stdout: string
  /** Standard output and error as they came. */
  readonly output: string
}

const marker = 'CLEARWAY_TEST_RUN'

/** Runs a program of the published clients, without the user's own configuration and caches, and outside any repository. */
export async function runPython(
  program: string,
  args: readonly string[],
  { server, env = {}, milliseconds = 120_000, signal, bin: given }: RunOptions,
): Promise<PythonRun> {
  const bin = given ?? (await pythonClients()).bin
  const folder = await mkdtemp(join(tmpdir(), 'clearway-python-'))
  const run = randomBytes(8).toString('hex')
  try {
    // A program inside a repository would be recorded as a commit of it, which an agent then has to clone.
    const copy = join(folder, basename(program))
    await copyFile(program, copy)
    const cut = AbortSignal.any([AbortSignal.timeout(milliseconds), ...(signal === undefined ? [] : [signal])])
    const child = execa(join(bin, 'python'), [copy, ...args], {
      cwd: folder,
      extendEnv: false,
      env: { ...(await isolatedEnvironment(folder, server)), PATH: `${bin}:${process.env['PATH'] ?? ''}`, [marker]: run, ...env },
      stdin: 'ignore',
      all: true,
      reject: false,
    })
    const stop = (): void => void killRun(run)
    cut.addEventListener('abort', stop, { once: true })
    if (cut.aborted) stop()
    const { exitCode, stdout, all } = await child
    cut.removeEventListener('abort', stop)
    return { exitCode, cut: cut.aborted, stdout, output: all }
  } finally {
    await killRun(run)
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** The variables for a program of the clients whose home is `folder`. Of ours it gets those that reach the network and find tools, and the mark of the run. */
export async function isolatedEnvironment(
  folder: string,
  { url, accessKey, secretKey, filesUrl = `${url}/files` }: ClearmlServer,
): Promise<Readonly<Record<string, string>>> {
  const home = join(folder, 'home')
  const config = join(folder, 'clearml.conf')
  await mkdir(home, { recursive: true })
  await writeFile(config, '')
  return {
    ...inherited(),
    HOME: home,
    CLEARML_CONFIG_FILE: config,
    CLEARML_API_HOST: url,
    CLEARML_WEB_HOST: url,
    CLEARML_FILES_HOST: filesUrl,
    CLEARML_API_ACCESS_KEY: accessKey,
    CLEARML_API_SECRET_KEY: secretKey,
    CLEARML_NO_DEFAULT_SERVER: '1',
    PYTHONUNBUFFERED: '1',
  }
}

const inheritable = /^(?:PATH|LANG|LC_\w+|TZ|TMPDIR|(?:https?|no|all)_proxy|SSL_CERT_FILE|SSL_CERT_DIR|REQUESTS_CA_BUNDLE|PIP_\w+|UV_\w+)$/i

function inherited(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => (entry[0] === runMark || inheritable.test(entry[0])) && entry[1] !== undefined,
    ),
  )
}

async function killRun(run: string): Promise<void> {
  await killAll((await processesMarked(marker, run)).map(({ pid }) => pid))
}
