import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildOnce } from './build-once.ts'
import type { Python } from './find-python.ts'
import { environmentKey, isLocal } from './requirements.ts'
import { runTool } from './run-tool.ts'
import type { SetUp } from './script.ts'

type Wanted = {
  readonly lines: readonly string[]
  readonly python: Python
  readonly uv: string | undefined
  /** Where relative paths in the lines start from. */
  readonly cwd: string
}

/** A virtual environment with these requirements: from the cache, built first if need be. One that holds local files serves this attempt only. */
export async function pythonEnvironment(setUp: SetUp, wanted: Wanted): Promise<string> {
  const { lines, python } = wanted
  if (lines.some(isLocal)) {
    const target = join(setUp.attemptRoot, 'environment')
    await build(setUp, wanted, target)
    return target
  }
  const key = environmentKey(lines, python)
  setUp.log(`Python ${python.version}, ${lines.length} requirements, environment ${key.slice(0, 12)}`)
  return await buildOnce(join(setUp.cache, 'environments', key), setUp.signal, async (target) => await build(setUp, wanted, target))
}

async function build(setUp: SetUp, { lines, python, uv, cwd }: Wanted, target: string): Promise<void> {
  const { log, signal } = setUp
  const begun = performance.now()
  await mkdir(target, { recursive: true })
  const list = join(target, 'requirements.txt')
  await writeFile(list, `${lines.join('\n')}\n`)
  const tool = { cwd, env: { ...setUp.env, UV_PYTHON_DOWNLOADS: 'never', UV_NO_PROGRESS: '1' }, log, signal }
  const inside = join(target, 'bin', 'python')
  if (uv !== undefined) {
    await runTool(uv, ['venv', '--quiet', '--allow-existing', '--no-project', '--python', python.executable, target], tool)
    if (lines.length > 0) await runTool(uv, ['pip', 'install', '--python', inside, '--compile-bytecode', '--requirement', list], tool)
  } else {
    await runTool(python.executable, ['-m', 'venv', ...(lines.length === 0 ? ['--without-pip'] : []), target], tool)
    const pip = ['-m', 'pip', 'install', '--no-input', '--disable-pip-version-check', '--progress-bar', 'off', '--requirement', list]
    if (lines.length > 0) await runTool(inside, pip, tool)
  }
  log(`Environment built in ${((performance.now() - begun) / 1000).toFixed(1)} s`)
}
