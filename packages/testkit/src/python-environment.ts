import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { execa } from 'execa'
import { agentCache, builtOnce } from './built-once.ts'

const minute = 60_000

/** A Python environment with these packages, made at the first use on this machine and shared by all test processes. Answers its `bin`. */
export async function pythonEnvironment(packages: readonly string[]): Promise<string> {
  const key = createHash('sha256')
    .update([process.platform, process.arch, ...packages].join('\n'))
    .digest('hex')
    .slice(0, 12)
  return join(await builtOnce(`python-${key}`, (folder) => build(folder, packages)), 'bin')
}

/** By the uv of our agents, which takes a fifth of pip's time, and leaves it to the first import of a module to compile it. */
async function build(folder: string, packages: readonly string[]): Promise<void> {
  const signal = AbortSignal.timeout(5 * minute)
  const options = { cancelSignal: signal, stdin: 'ignore', all: true } as const
  // Loaded here, because nearly all tests find their environments made.
  const { uvOf } = await import('@clearway/runtime')
  const uv = await uvOf(process.env, signal, agentCache)
  await execa(uv, ['venv', folder], options)
  await execa(uv, ['pip', 'install', '--python', join(folder, 'bin', 'python'), 'pip', ...packages], options)
}
