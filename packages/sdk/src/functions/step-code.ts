import { hashOf } from '../task/files.ts'
import { bundleToCompare } from '../bundle.ts'
import { sourcesOf, withOptional } from './optional-definitions.ts'
import type { ProgramFunction } from './program-function.ts'

/**
 * A hash of the code that each cached step of a program runs: the program without the definitions of its other steps and pipelines, and without what
 * only those use. A step whose code cannot be told apart has none; all code of the program then counts as its own.
 */
export async function stepCodes(file: string, functions: readonly ProgramFunction[]): Promise<Record<string, string>> {
  const cached = functions.filter(({ work, options }) => work.by === 'function' && options.cache === true)
  if (cached.length === 0) return {}
  const sources = await sourcesOf(functions)
  const entries = await Promise.all(
    cached.map(async (step) => {
      const others = functions.filter((one) => one !== step)
      const bytes = await bundleToCompare([file, step.site.file], (path) => withOptional(path, sources.get(path), others)).catch(
        () => undefined,
      )
      const isWhole = bytes !== undefined && new TextDecoder().decode(bytes).includes(JSON.stringify(step.name))
      return isWhole ? [[step.name, await hashOf({ bytes })] as const] : []
    }),
  )
  return Object.fromEntries(entries.flat())
}
