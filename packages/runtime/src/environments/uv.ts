import { join } from 'node:path'
import { findProgram, isProgram } from '../find-program.ts'
import { buildOnce } from './build-once.ts'
import { runTool } from './run-tool.ts'
import type { SetUp } from './script.ts'
import { readUserSettings } from '../user-settings.ts'
import { inheritedEnvironment } from '../variables/inherited-environment.ts'

/** When an installation failed, so that a machine without a network does not try at each task. */
const failedAt = new Map<string, number>()
const retryMs = 10 * 60_000

/** The uv program: `CLEARWAY_UV`, else on the PATH, else installed once into the cache by pip. `undefined` if there is none to be had. */
export async function findUv(setUp: Pick<SetUp, 'env' | 'cache' | 'signal' | 'log'>): Promise<string | undefined> {
  const { env, cache, signal, log } = setUp
  const named = env['CLEARWAY_UV']
  if (named) {
    if (isProgram(named)) return named
    throw new Error(`CLEARWAY_UV names ${named}, which is no program.`)
  }
  const found = findProgram('uv', env['PATH'])
  if (found !== undefined) return found
  const folder = join(cache, 'uv')
  if (performance.now() - (failedAt.get(folder) ?? -Infinity) < retryMs) return undefined
  try {
    const built = await buildOnce(folder, signal, async (target) => {
      log('Installing uv')
      await runTool('python3', ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '--target', target, 'uv'], {
        env,
        signal,
        log,
        timeoutSeconds: 300,
      })
    })
    return join(built, 'bin', 'uv')
  } catch (error) {
    signal.throwIfAborted()
    failedAt.set(folder, performance.now())
    log(`uv could not be installed, pip is used. ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  }
}

/**
 * The uv program for a process that sets up no task. One that must be installed goes into the folder `given`, else into the user's cache. Throws with the
 * cure where there is none to be had.
 */
export async function uvOf(environment: NodeJS.ProcessEnv, signal: AbortSignal, given?: string): Promise<string> {
  const { CLEARWAY_UV: named } = environment
  const cache = given ?? (await readUserSettings(environment)).cache
  const lines: string[] = []
  const env = { ...inheritedEnvironment(environment), ...(named === undefined ? {} : { CLEARWAY_UV: named }) }
  const found = await findUv({ env, cache, signal, log: (line) => void lines.push(line) })
  if (found !== undefined) return found
  throw new Error(['There is no uv. Install it (pip install uv), or name it by CLEARWAY_UV.', ...lines].join(' '))
}
