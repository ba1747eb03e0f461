import { readFile } from 'node:fs/promises'
import type { ProgramFunction } from './program-function.ts'

/** The texts of the files that define functions, by path. */
export async function sourcesOf(functions: readonly ProgramFunction[]): Promise<ReadonlyMap<string, string>> {
  const files = [...new Set(functions.map(({ site }) => site.file))]
  const read = files.map(async (file) => [file, await readFile(file, 'utf8').catch(() => undefined)] as const)
  return new Map((await Promise.all(read)).flatMap(([file, text]) => (text === undefined ? [] : [[file, text] as const])))
}

/**
 * A source file in which the bundler may leave out the definitions of these functions; undefined for a file that defines none. `nameOf` gives names to
 * stand in the place of theirs, and is called for those alone that may be left out.
 */
export function withOptional(
  path: string,
  source: string | undefined,
  functions: readonly ProgramFunction[],
  nameOf: (one: ProgramFunction) => string = ({ name }) => name,
): string | undefined {
  if (source === undefined) return undefined
  const edits = functions.flatMap((one) => {
    const definition = one.site.file === path ? definitionIn(source, one) : undefined
    if (definition === undefined) return []
    const { start, name } = definition
    return [
      { at: start, end: start, text: '/* @__PURE__ */ ' },
      { at: name, end: name + one.name.length, text: nameOf(one) },
    ]
  })
  // From the end, so that earlier positions stay.
  return edits
    .toSorted((a, b) => b.at - a.at)
    .reduce((text, { at, end, text: by }) => `${text.slice(0, at)}${by}${text.slice(end)}`, source)
}

/** Where the call of a definition begins, and the name in it. */
interface Definition {
  readonly start: number
  readonly name: number
}

/**
 * Where a source defines a function, as its stack names the place. Undefined where the source says something else there, such as in a loop that defines
 * several: such a definition stays, with all that it uses.
 */
function definitionIn(source: string, { name, site: { place } }: ProgramFunction): Definition | undefined {
  const [, line, column] = /:(\d+):(\d+)$/.exec(place) ?? []
  const at = offsetOf(source, Number(line), Number(column))
  const call = /^[\w$]+\s*(?:<[^'"`]*>\s*)?\(\s*(['"`])((?:(?!\1).)*)\1/.exec(source.slice(at))
  if (at < 0 || call?.[2] !== name) return undefined
  // `step.python` is at `python`.
  const before = /(?:[\w$]+\s*\.\s*)+$/.exec(source.slice(0, at))?.[0] ?? ''
  return { start: at - before.length, name: at + call[0].length - name.length - 1 }
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
