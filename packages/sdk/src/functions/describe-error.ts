import { existsSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isInBundle } from './in-bundle.ts'
import { withSourceNames } from './source-names.ts'

/** The file of a bundle that calls its steps. Its name distinguishes it from files of the user. */
export const entryFile = 'clearway-entry.mjs'

/** An error's message with the user's file and line, as in `TypeError: x is no number (churn.ts:12:7)`. */
export function errorLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const where = placeOf(error)
  return `${error.name}: ${messageOf(error)}${where === undefined ? '' : ` (${where})`}`
}

/** The message of an error. In messages of the JavaScript engine, names are those of the user's file. */
function messageOf(error: Error): string {
  const [bundle, place] = [process.argv[1], placeOf(error)]
  const isOfEngine = error instanceof TypeError || error instanceof ReferenceError
  if (!isInBundle() || !isOfEngine || bundle === undefined || place === undefined) return error.message
  return withSourceNames(error.message, bundle, place)
}

/** `churn.ts:12:7`: the first place of an error in the user's code. */
function placeOf(error: Error): string | undefined {
  const frame = framesOf(error).find(isOwnFrame) ?? ''
  // With the name of a function before it, or without.
  return (/ \((.+:\d+:\d+)\)$/.exec(frame) ?? /^\s+at (?:async )?(.+:\d+:\d+)$/.exec(frame))?.[1]
}

/** An error with its stack, for a log; the folder of the running bundle is left out of the paths. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return `Error: ${String(error)}`
  const cause = error.cause === undefined ? '' : `\nCaused by: ${errorText(error.cause)}`
  return `${[`${error.name}: ${messageOf(error)}`, ...framesOf(error)].join('\n')}${cause}`
}

function framesOf({ stack = '' }: Error): string[] {
  const folders = bundleFolders()
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line))
  const theirs = frames.filter((line) => !isPlumbing(line))
  return (theirs.length > 0 ? theirs : frames).map((line) =>
    folders.reduce((text, folder) => text.replaceAll(`${pathToFileURL(folder).href}/`, '').replaceAll(`${folder}/`, ''), line),
  )
}

/** Whether a line of a stack is of Node or of this package, and so of no use to the author of the step. */
function isPlumbing(frame: string): boolean {
  return frame.includes(`${entryFile}:`) || /\(?node:|\/sdk\/src\/functions\/|node_modules\/(@clearway|clearway)\//.test(frame)
}

/** The folder of the program that runs, as it was named and as it is: a stack names the latter. */
function bundleFolders(): readonly string[] {
  const file = process.argv[1]
  return file === undefined || !existsSync(file) ? [] : [...new Set([dirname(file), dirname(realpathSync(file))])]
}

/** Whether a line of a stack is of the user's code: neither of Node nor of a package. */
function isOwnFrame(frame: string): boolean {
  return !isPlumbing(frame) && !/\(?(node:|native\b)|node_modules\/|<anonymous>\)?$|packages\/sdk\/src\//.test(frame)
}
