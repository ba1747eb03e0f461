import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { killAll, processesMarked } from './processes.ts'
import { pythonClients } from './python.ts'
import { type ClearmlServer, isolatedEnvironment } from './run-python.ts'

export interface StockAgent extends AsyncDisposable {
  /** The worker's name: its id begins with it. */
  readonly name: string
  /** What it printed so far. */
  readonly output: () => string
  /** Kills the agent and its descendants, which report nothing to the server. */
  readonly kill: () => Promise<void>
  /** Kills the agent alone, whose programs continue. */
  readonly killDaemon: () => Promise<void>
}

export interface StockAgentOptions {
  /** Names of queues; the first one is served first. */
  readonly queues: readonly string[]
  readonly servicesMode?: boolean
}

const marker = 'CLEARWAY_TEST_RUN'

/** The published clearml-agent as a daemon in the foreground, without Docker, whose tasks run in its own environment (nothing is installed). */
export async function startStockAgent(server: ClearmlServer, { queues, servicesMode = false }: StockAgentOptions): Promise<StockAgent> {
  const { python, bin } = await pythonClients()
  const folder = await mkdtemp(join(tmpdir(), 'clearway-stock-agent-'))
  const run = randomBytes(8).toString('hex')
  const name = `stock-${run}`
  const environment = await isolatedEnvironment(folder, server)
  const configuration = join(folder, 'agent.conf')
  const { url, accessKey, secretKey, filesUrl = `${url}/files` } = server
  await writeFile(
    configuration,
    `api { api_server: "${url}", web_server: "${url}", files_server: "${filesUrl}", credentials { access_key: "${accessKey}", secret_key: "${secretKey}" } }\nagent { worker_name: "${name}", venvs_dir: "${folder}/venvs" }\n`,
  )
  let output = ''
  const child = execa(
    python,
    [
      '-m',
      'clearml_agent',
      '--config-file',
      configuration,
      'daemon',
      '--foreground',
      '--cpu-only',
      '--queue',
      ...queues,
      ...(servicesMode ? ['--services-mode'] : []),
    ],
    {
      cwd: folder,
      extendEnv: false,
      env: {
        ...environment,
        CLEARML_WORKER_ID: name,
        CLEARML_CONFIG_FILE: configuration,
        PATH: `${bin}:${process.env['PATH'] ?? ''}`,
        [marker]: run,
        CLEARML_AGENT_SKIP_PYTHON_ENV_INSTALL: '1',
        PYTHONUNBUFFERED: '1',
      },
      stdin: 'ignore',
      all: true,
      reject: false,
      buffer: false,
    },
  )
  child.all.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const kill = async (): Promise<void> => {
    await killAll((await processesMarked(marker, run)).map(({ pid }) => pid))
    await child
  }
  return {
    name,
    output: () => output,
    kill,
    killDaemon: () => killAll([child.pid!]),
    async [Symbol.asyncDispose]() {
      await kill()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
