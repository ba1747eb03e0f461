import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { execa, ExecaError } from 'execa'
import { builtOnce, cacheFolder } from './built-once.ts'

const minute = 60_000

/** A Python environment with these packages, made at the first use on this machine and shared by all test processes. Answers its `bin`. */
export async function pythonEnvironment(packages: readonly string[]): Promise<string> {
  const key = createHash('sha256')
    .update([process.platform, process.arch, ...packages].join('\n'))
    .digest('hex')
    .slice(0, 12)
  return join(await builtOnce(`python-${key}`, (folder) => build(folder, packages)), 'bin')
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
    const tools = join(cacheFolder, 'uv')
    await execa('python3', ['-m', 'pip', 'install', '--quiet', '--target', tools, '--upgrade', 'uv'], options)
    await rm(folder, { recursive: true, force: true })
    return byUv(join(tools, 'bin', 'uv'))
  }
  await execa(join(folder, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages], options)
}
