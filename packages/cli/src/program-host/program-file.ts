import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { UsageError } from '../usage-error.ts'

/** The path of a TypeScript or JavaScript file that a user names. */
export function programFile(given: string): string {
  const file = resolve(given)
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`, { field: 'FILE' })
  if (!/\.[cm]?[jt]s$/.test(file))
    throw new UsageError(`${file} is no program: its name must end in .ts, .js, .mts, .mjs, .cts or .cjs.`, { field: 'FILE' })
  return file
}
