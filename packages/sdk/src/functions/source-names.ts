import { readFileSync } from 'node:fs'
import { findSourceMap } from 'node:module'

/** Names that end in a digit, which the bundler may have added. Quoted names are of properties, which it never numbers, except after `access` and `of`. */
const numbered = /(?<![\w$.]|(?<!\b(?:access|of) )')[A-Za-z_$][\w$]*\d(?![\w$])/g

/**
 * A message of the JavaScript engine about code of a source file, with the names that stand there. The bundler numbers a name that several files declare, so that the
 * engine says that `step4.kontext` is no function where the user wrote `step.kontext`.
 *
 * @param bundle the path of the running bundle
 * @param place `file:line:column` in the source, with the end of the path
 */
export function withSourceNames(message: string, bundle: string, place: string): string {
  if (message.search(numbered) < 0) return message
  const nameOf = sourceNames(bundle, place)
  return nameOf === undefined ? message : message.replaceAll(numbered, (name) => nameOf(name) ?? name)
}

/** What the types of Node leave out of an entry of a source map. */
interface Entry {
  readonly generatedColumn?: number
  /** The address of the file. */
  readonly originalSource?: string
  /** Counted from 0. */
  readonly originalLine?: number
  readonly name?: string
}

/** The name at a line of the sources of a name in the bundle, by the source map that Node uses for stacks; undefined if there is none. */
function sourceNames(bundle: string, place: string): ((name: string) => string | undefined) | undefined {
  const map = findSourceMap(bundle)
  const [, file, number] = /^(.*):(\d+):\d+$/.exec(place) ?? []
  if (map === undefined || file === undefined) return undefined
  const isThere = ({ originalSource = '', originalLine = -1 }: Entry): boolean =>
    originalLine + 1 === Number(number) && [file, encodeURI(file)].some((end) => originalSource.endsWith(end))
  const lines = readFileSync(bundle, 'utf8').split('\n')
  return (name) => {
    const word = new RegExp(`(?<![\\w$.])${name.replaceAll('$', String.raw`\$`)}(?![\\w$])`, 'g')
    for (const [line, text] of lines.entries()) {
      for (const { index } of text.includes(name) ? text.matchAll(word) : []) {
        const entry = map.findEntry(line, index) as Entry
        if (entry.generatedColumn === index && isThere(entry) && entry.name !== undefined && name.startsWith(entry.name)) return entry.name
      }
    }
    return undefined
  }
}
