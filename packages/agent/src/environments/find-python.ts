import { basename } from 'node:path'
import { findProgram, isProgram } from '../executors/find-program.ts'
import { runTool } from './run-tool.ts'
import type { SetUp } from './script.ts'

/** An interpreter of this machine. */
export type Python = { readonly executable: string; readonly version: string; readonly platform: string }

const question = `import json, sys, sysconfig; print(json.dumps({'executable': sys.executable, 'version': '.'.join(map(str, sys.version_info[:3])), 'platform': sys.implementation.name + '-' + sysconfig.get_platform()}))`

/**
 * The interpreter that a task asks for by its `binary` (`python`, `python3.11`, a path): by that path, else by name on the PATH, else what uv knows
 * of, else any Python 3. Nothing is ever downloaded.
 */
export async function findPython(setUp: SetUp, uv: string | undefined): Promise<Python> {
  const { log, env } = setUp
  const asked = setUp.script.binary?.trim() || 'python3'
  const version = /^python(\d+(?:\.\d+)*)/.exec(basename(asked))?.[1]
  if (asked.includes('/') && isProgram(asked)) return await inspect(setUp, asked)
  const minor = version?.split('.').slice(0, 2).join('.')
  for (const name of new Set([basename(asked), `python${minor ?? '3'}`])) {
    const found = name.startsWith('python') ? findProgram(name, env['PATH']) : undefined
    if (found !== undefined) return await inspect(setUp, found)
  }
  if (uv !== undefined && minor !== undefined) {
    const known = await runTool(uv, ['python', 'find', '--no-python-downloads', minor], quiet(setUp)).then(
      (path) => path.trim(),
      () => undefined,
    )
    setUp.signal.throwIfAborted()
    if (known) return await inspect(setUp, known)
  }
  const any = findProgram('python3', env['PATH']) ?? findProgram('python', env['PATH'])
  if (any === undefined) throw new Error(`No Python was found on this machine; the task asks for ${asked}.`)
  const python = await inspect(setUp, any)
  log(`${asked} was not found, Python ${python.version} is used.`)
  return python
}

async function inspect(setUp: SetUp, executable: string): Promise<Python> {
  return JSON.parse(await runTool(executable, ['-I', '-c', question], quiet(setUp))) as Python
}

function quiet({ env, signal }: SetUp): Parameters<typeof runTool>[2] {
  return { env, signal, log: () => {}, timeoutSeconds: 60 }
}
