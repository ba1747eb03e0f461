import { re2 } from '../db/connection/re2.ts'
import { ActionError } from '../errors.ts'
import { bounds, refuseBeyond } from './bounds.ts'
import { defined } from '../defined.ts'

export interface Literal {
  readonly how: 'equal' | 'prefix' | 'suffix' | 'contains'
  readonly text: string
  readonly ignoreCase: boolean
}
/** How a pattern is searched for: by the database if it is a literal, else by RE2. */
export type TextMatch =
  | Literal
  /** `narrowed` is a literal that every match contains, so that the database can preselect rows. */
  | { readonly how: 'regex'; readonly source: string; readonly ignoreCase: boolean; readonly narrowed?: Literal }

const special = '.^$*+?{}[]|()'

/** Reads a regular expression and recognizes common forms, such as the output of Python's `re.escape` between anchors. */
export function readPattern(source: string, { ignoreCase, path }: { readonly ignoreCase: boolean; readonly path: string }): TextMatch {
  const { anchored, text, rest } = literalStart(source)
  // Both databases fold the case of ASCII letters only.
  const foldable = !ignoreCase || /^[\x00-\x7f]*$/.test(text)
  if (foldable && rest === '') return { how: anchored ? 'prefix' : 'contains', text, ignoreCase }
  if (foldable && (rest === '$' || rest === '\\Z' || rest === '\\z')) return { how: anchored ? 'equal' : 'suffix', text, ignoreCase }
  refuseBeyond(path, source.length, bounds.pattern)
  check(source, { ignoreCase, path })
  return {
    how: 'regex',
    source,
    ignoreCase,
    ...(foldable && text !== '' ? { narrowed: { how: anchored ? 'prefix' : 'contains', text, ignoreCase } } : {}),
  }
}

function check(source: string, { ignoreCase, path }: { readonly ignoreCase: boolean; readonly path: string }): void {
  try {
    re2({ source, ignoreCase })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ActionError('invalid_pattern', { field: path, pattern: source, reason }, { cause: error })
  }
}

/** Splits a pattern into its literal beginning and the rest. */
function literalStart(source: string): { anchored: boolean; text: string; rest: string } {
  const anchored = source.startsWith('^') || source.startsWith('\\A')
  let at = source.startsWith('^') ? 1 : anchored ? 2 : 0
  const start = at
  // In `ab|c` the literal is only one alternative, so a match need not contain it.
  if (hasAlternatives(source)) return { anchored: false, text: '', rest: source }
  let text = ''
  let lastFrom = at
  while (at < source.length) {
    const from = at
    const character = literalAt(source, at)
    if (character === undefined) break
    at += character.length
    text += character.means
    lastFrom = from
  }
  const rest = source.slice(at)
  // In `ab*` only the last character is repeated, so it does not belong to the literal.
  if (/^[*+?{]/.test(rest) && at > start) return { anchored, text: dropLast(text), rest: source.slice(lastFrom) }
  return { anchored, text, rest }
}

function literalAt(source: string, at: number): { length: number; means: string } | undefined {
  const character = String.fromCodePoint(defined(source.codePointAt(at)))
  if (character !== '\\') return special.includes(character) ? undefined : { length: character.length, means: character }
  if (at + 1 >= source.length) return undefined
  const escaped = String.fromCodePoint(defined(source.codePointAt(at + 1)))
  // An escaped letter or digit has a special meaning.
  return /[0-9A-Za-z]/.test(escaped) ? undefined : { length: 1 + escaped.length, means: escaped }
}
const dropLast = (text: string) => [...text].slice(0, -1).join('')

/** Whether a pattern has a `|` outside of parentheses, classes and escapes. */
function hasAlternatives(source: string): boolean {
  // A text quoted by `\Q` is not parsed, so it may hold a `|`.
  if (source.includes(String.raw`\Q`)) return true
  let depth = 0
  let inClass = false
  for (let at = 0; at < source.length; at += 1) {
    const character = source.charAt(at)
    if (character === '\\') at += 1
    else if (inClass) inClass = character !== ']'
    else if (character === '[') {
      inClass = true
      // A `]` at the beginning of a class is a member of the class.
      if (source[at + 1] === '^') at += 1
      if (source[at + 1] === ']') at += 1
    } else if (character === '(') depth += 1
    else if (character === ')') depth -= 1
    else if (character === '|' && depth === 0) return true
  }
  return false
}
