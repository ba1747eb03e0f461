import { basename, join } from 'node:path'
import { isThere } from '../is-there.ts'
import { splitWords } from './split-words.ts'

/** The endings of programs, by what runs them. */
const endings = { python: ['.py'], shell: ['.sh', '.bash'], node: ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'] } as const

/**
 * The file and the arguments of a literal script. An entry point whose first word has a program's ending is a command line, any other is a file's
 * name as a whole, blanks and quotes included. Source: clearml-agent 3.0.3, which knows the endings of Python and shells.
 */
export function literalEntry(entry: string, of: keyof typeof endings): { readonly file: string; readonly args: readonly string[] } {
  const [first = '', ...args] = wordsOrNone(entry)
  const name = basename(first)
  return endings[of].some((ending) => name.endsWith(ending)) ? { file: name, args } : { file: basename(entry.trim()), args: [] }
}

/** The words of an entry point where files lie: one file, if there is one of that whole name, else a file or an option and its arguments. */
export async function entryWords(cwd: string, entry: string): Promise<readonly string[]> {
  if (await isThere(join(cwd, entry))) return [asFile(entry)]
  const [first = '', ...args] = splitWords(entry)
  return [(await isThere(join(cwd, first))) ? asFile(first) : first, ...args]
}

/** A file's name that no program takes for an option. */
export function asFile(name: string): string {
  return name.startsWith('-') ? `./${name}` : name
}

/** The words of a line; none if a quote is left open. */
export function wordsOrNone(line: string): readonly string[] {
  try {
    return splitWords(line)
  } catch {
    return []
  }
}
