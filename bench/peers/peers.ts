import { execFile } from 'node:child_process'
import { access, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startPostgres } from '@clearway/testkit'
import type { Figure, Measure } from '../measure.ts'
import { steps } from '../steps.ts'
import { pythonEnvironment } from '../../packages/testkit/src/python-environment.ts'

const run = promisify(execFile)
const cache = join(import.meta.dirname, '..', '..', '.cache')
/** Peers are installed from the public registries at the first use. */
const versions = { dbos: '5.3.0', metaflow: '2.19.39', prefect: '3.9.1' } as const
const longestMs = 300_000

interface Peer {
  readonly name: string
  /** Runs forty sequential steps, each of which starts `sleep 0.01`, and gives the milliseconds from the first step’s start to the last one’s end. */
  readonly forty: () => Promise<number>
}

const all: readonly Peer[] = [
  { name: `DBOS ${versions.dbos} (functions in one process, PostgreSQL)`, forty: fortyOfDbos },
  { name: `Metaflow ${versions.metaflow} (a process each, local)`, forty: fortyOfMetaflow },
  { name: `Prefect ${versions.prefect} (functions in one process, own server)`, forty: fortyOfPrefect },
]

/** Measures the forty steps of `steps` in Clearway and in its peers, one after another on the same machine. */
export const peers: Measure = {
  name: 'peers',
  run: async () => {
    const ours = (await steps.run())[0]
    if (ours === undefined) throw new Error('The measure of steps has no figure.')
    const figures: Figure[] = [ours]
    for (const { name, forty } of all)
      figures.push({ name: `the same in ${name}`, value: await forty(), unit: 'ms', raw: { name: 'Clearway', value: ours.value } })
    return figures
  },
}

async function fortyOfDbos(): Promise<number> {
  const folder = join(cache, `bench-dbos-${versions.dbos}`)
  if (!(await exists(join(folder, 'node_modules/@dbos-inc/dbos-sdk/package.json')))) {
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'package.json'), '{"private":true,"type":"module"}')
    await run('npm', ['install', '--no-audit', '--no-fund', `@dbos-inc/dbos-sdk@${versions.dbos}`], { cwd: folder, timeout: longestMs })
  }
  await cp(join(import.meta.dirname, 'forty-dbos.mjs'), join(folder, 'forty-dbos.mjs'))
  await using postgres = await startPostgres()
  const env = { ...process.env, DATABASE_URL: postgres.url.replace(/postgres$/, 'dbos') }
  return took(await run(process.execPath, [join(folder, 'forty-dbos.mjs')], { cwd: folder, env, timeout: longestMs }))
}

async function fortyOfPrefect(): Promise<number> {
  const bin = await pythonEnvironment([`prefect==${versions.prefect}`])
  return inFolder(async (home) => {
    const env = { ...process.env, PREFECT_HOME: home, PREFECT_LOGGING_LEVEL: 'ERROR' }
    return took(await run(join(bin, 'python'), [join(import.meta.dirname, 'forty_prefect.py')], { cwd: home, env, timeout: longestMs }))
  })
}

/** Metaflow reads the source of a flow, so that each of its steps must be written out. */
async function fortyOfMetaflow(): Promise<number> {
  const bin = await pythonEnvironment([`metaflow==${versions.metaflow}`])
  return inFolder(async (home) => {
    const flow = join(home, 'forty_metaflow.py')
    await writeFile(flow, metaflowProgram())
    const env = { ...process.env, HOME: home, USERNAME: 'bench', METAFLOW_DEFAULT_DATASTORE: 'local' }
    return took(await run(join(bin, 'python'), [flow, '--quiet', 'run'], { cwd: home, env, timeout: longestMs }))
  })
}

/** The first and the last step take the time: `start` before the forty steps, `end` after them. */
function metaflowProgram(): string {
  const steps = Array.from(
    { length: 40 },
    (_, n) => `
    @step
    def s${n}(self):
        subprocess.run(["sleep", "0.01"])
        self.next(self.${n === 39 ? 'end' : `s${n + 1}`})
`,
  )
  return `import subprocess, time
from metaflow import FlowSpec, step

class Forty(FlowSpec):
    @step
    def start(self):
        self.begin = time.time()
        self.next(self.s0)
${steps.join('')}
    @step
    def end(self):
        print("took", (time.time() - self.begin) * 1000, flush=True)

if __name__ == "__main__":
    Forty()
`
}

function took({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): number {
  const found = /took ([\d.]+)/.exec(stdout + stderr)
  if (found === null) throw new Error(`The peer did not tell its time:\n${stdout}\n${stderr}`)
  return Number(found[1])
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'clearway-peer-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
