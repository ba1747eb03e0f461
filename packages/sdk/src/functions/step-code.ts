import { readFile } from 'node:fs/promises'
import { hashOf } from '../task/files.ts'
import { bundleToCompare } from '../bundle.ts'
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
      const bytes = await bundleToCompare([file, step.site.file], (path) => withoutOthers(sources.get(path), path, others)).catch(
        () => undefined,
      )
      const isWhole = bytes !== undefined && new TextDecoder().decode(bytes).includes(JSON.stringify(step.name))
      return isWhole ? [[step.name, await hashOf({ bytes })] as const] : []
    }),
  )
  return Object.fromEntries(entries.flat())
}

async function sourcesOf(functions: readonly ProgramFunction[]): Promise<ReadonlyMap<string, string>> {
  const files = [...new Set(functions.map(({ site }) => site.file))]
  const read = files.map(async (file) => [file, await readFile(file, 'utf8').catch(() => undefined)] as const)
  return new Map((await Promise.all(read)).flatMap(([file, text]) => (text === undefined ? [] : [[file, text] as const])))
}

/** A source file in which the bundler may leave out the definitions of other functions; undefined for a file that defines none. */
function withoutOthers(source: string | undefined, path: string, others: readonly ProgramFunction[]): string | undefined {
  if (source === undefined) return undefined
  const starts = others.flatMap(({ name, site }) => (site.file === path ? definitionStart(source, site.place, name) : []))
  // From the end, so that earlier positions stay.
  return starts.toSorted((a, b) => b - a).reduce((text, at) => `${text.slice(0, at)}/* @__PURE__ */ ${text.slice(at)}`, source)
}

/**
 * Where the call begins that defines a function, as its stack names the place. None where the source says something else there, such as in a loop that
 * defines several: such a definition stays, with all that it uses.
 */
function definitionStart(source: string, place: string, name: string): readonly number[] {
  const [, line, column] = /:(\d+):(\d+)$/.exec(place) ?? []
  const at = offsetOf(source, Number(line), Number(column))
  const call = /^[\w$]+\s*(?:<[^'"`]*>\s*)?\(\s*(['"`])((?:(?!\1).)*)\1/.exec(source.slice(at))
  if (at < 0 || call?.[2] !== name) return []
  // `step.python` is at `python`.
  const before = /(?:[\w$]+\s*\.\s*)+$/.exec(source.slice(0, at))?.[0] ?? ''
  return [at - before.length]
}

function offsetOf(source: string, line: number, column: number): number {
  let start = 0
  for (let passed = 1; passed < line; passed += 1) {
    const next = source.indexOf('\n', start)
    if (next < 0) return -1
    start = next + 1
  }
  return start + column - 1
}
