import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Script } from '@clearway/contract'

/** What a Python step runs: the path of a file, its source, or a module of a package that is among its files. */
export type PythonSource = string | { readonly source: string } | { readonly module: string }

/** The packages of a Python program. At most one of the two is given; default: none. */
export interface PythonPackages {
  /** Lines as pip reads them, or the path of a file that has them. */
  readonly requirements?: readonly string[] | string
  /** A folder with `pyproject.toml` and `uv.lock`: what the lock names is installed. `uv` reads it where the run is started. */
  readonly project?: string
}

/** The script of a Python step. Paths are relative to the folder of the file that defines it. */
export async function pythonScript(step: string, folder: string, source: PythonSource, packages: PythonPackages): Promise<Script> {
  const rest = { binary: 'python3', repository: '', working_dir: '.', requirements: { pip: await pipLines(step, folder, packages) } }
  if (typeof source !== 'string' && 'module' in source) return { ...rest, entry_point: `-m ${source.module}`, diff: '' }
  if (typeof source !== 'string') return { ...rest, entry_point: 'step.py', diff: source.source }
  return { ...rest, entry_point: basename(source), diff: await read(step, folder, source) }
}

async function pipLines(step: string, folder: string, { requirements = [], project }: PythonPackages): Promise<string> {
  if (project !== undefined) return locked(step, resolve(folder, project))
  if (typeof requirements === 'string') return read(step, folder, requirements)
  return requirements.map((line) => `${line}\n`).join('')
}

async function locked(step: string, project: string): Promise<string> {
  const args = ['export', '--frozen', '--no-emit-project', '--no-header', '--no-annotate', '--project', project]
  try {
    // Loaded on demand: most programs have no such step.
    const { uvOf } = await import('@clearway/runtime')
    const uv = await uvOf(process.env, AbortSignal.timeout(600_000))
    return (await promisify(execFile)(uv, args, { maxBuffer: 1 << 26, timeout: 120_000 })).stdout
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`The lock of ${project}, which step '${step}' names, cannot be read by uv: ${why}`, { cause: error })
  }
}

async function read(step: string, folder: string, name: string): Promise<string> {
  return readFile(resolve(folder, name), 'utf8').catch(() => {
    throw new Error(`Step '${step}' names ${name}, and there is no such file in ${folder}.`)
  })
}
