import { createHash } from 'node:crypto'
import { access, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withLock } from '@clearway/agent'
import { execa, ExecaError } from 'execa'

/** The published packages that Clearway must serve unchanged. */
export const pinnedClients = { clearml: '2.1.12', 'clearml-agent': '3.0.3' } as const

// `pkg_resources`, which clearml-agent imports, is gone from later ones.
const besides = ['setuptools==80.9.0', 'virtualenv==20.35.4'] as const

export interface PythonClients {
  readonly python: string
  /** The command `clearml-agent`. */
  readonly agent: string
  /** The folder of both, for a PATH. */
  readonly bin: string
}

const root = join(import.meta.dirname, '..', '..', '..')
const minute = 60_000
let ready: Promise<PythonClients> | undefined

/** A Python environment with the pinned clients, made at the first use on this machine and shared by all test processes. */
export function pythonClients(): Promise<PythonClients> {
  ready ??= prepare()
  return ready
}

async function prepare(): Promise<PythonClients> {
  const wanted = [...Object.entries(pinnedClients).map(([name, version]) => `${name}==${version}`), ...besides]
  const key = createHash('sha256')
    .update([process.platform, process.arch, ...wanted].join('\n'))
    .digest('hex')
    .slice(0, 12)
  const cache = join(root, '.cache')
  const folder = join(cache, `python-${key}`)
  const bin = join(folder, 'bin')
  const clients = { bin, python: join(bin, 'python'), agent: join(bin, 'clearml-agent') }
  // Written last. An environment holds its own path and cannot be moved, so it is built in place under the lock.
  const done = join(folder, 'complete')
  if (await exists(done)) return clients

  await mkdir(cache, { recursive: true })
  await withLock(`${folder}.lock`, AbortSignal.timeout(10 * minute), async () => {
    if (await exists(done)) return
    await rm(folder, { recursive: true, force: true })
    await build(folder, wanted)
    await writeFile(done, wanted.join('\n'))
  })
  return clients
}

/** By `uv` where it is found, else by Python's own `venv`, else by a `uv` that pip brings (Debian splits `venv` off). */
async function build(folder: string, packages: readonly string[]): Promise<void> {
  const options = { timeout: 5 * minute, stdin: 'ignore', all: true } as const
  const byUv = async (uv: string): Promise<void> => {
    await execa(uv, ['venv', folder], options)
    await execa(uv, ['pip', 'install', '--python', join(folder, 'bin', 'python'), 'pip', ...packages], options)
  }
  const found = await execa('uv', ['--version'], { ...options, reject: false })
  if (found.exitCode === 0) return byUv('uv')
  try {
    await execa('python3', ['-m', 'venv', folder], options)
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error
    const tools = join(folder, '..', 'uv')
    await execa('python3', ['-m', 'pip', 'install', '--quiet', '--target', tools, '--upgrade', 'uv'], options)
    await rm(folder, { recursive: true, force: true })
    return byUv(join(tools, 'bin', 'uv'))
  }
  await execa(join(folder, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages], options)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
