import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { UsageError } from '../usage-error.ts'

/** Thrown where a file's own code, or what it imports, cannot be loaded. */
export class LoadFailure extends Error {
  override readonly name = 'LoadFailure'
}

/** Loads a TypeScript or JavaScript file of the user. */
export async function loadModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`, { field: 'FILE' })
  if (!/\.[cm]?[jt]s$/.test(file))
    throw new UsageError(`${file} is no program: its name must end in .ts, .js, .mts, .mjs, .cts or .cjs.`, { field: 'FILE' })
  try {
    return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>
  } catch (error) {
    throw new LoadFailure(error instanceof Error ? error.message : String(error), { cause: error })
  }
}
