import { re2 } from '../db/connection/re2.ts'
import { ActionError } from '../errors.ts'
import { bounds, refuseBeyond } from './bounds.ts'

export interface Literal {
  readonly how: 'equal' | 'prefix' | 'suffix' | 'contains'
  readonly text: string
  readonly ignoreCase: boolean
}
/** How a pattern is searched for: by the database itself where it is a literal, else by RE2. */
export type TextMatch =
  | Literal
  /** `narrowed`: what all that it matches have in common, which the database can find by itself. */
  | { readonly how: 'regex'; readonly source: string; readonly ignoreCase: boolean; readonly narrowed?: Literal }

const special = '.^$*+?{}[]|()'

/** Reads a regular expression as its users write it: most often Python's `re.escape` between anchors. */
export function readPattern(source: string, { ignoreCase, path }: { readonly ignoreCase: boolean; readonly path: string }): TextMatch {
  const { anchored, text, rest } = literalStart(source)
  // ASCII letters alone are folded alike by both databases.
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

/** Splits `^literal` from what follows it. */
function literalStart(source: string): { anchored: boolean; text: string; rest: string } {
  const anchored = source.startsWith('^') || source.startsWith('\\A')
  let at = source.startsWith('^') ? 1 : anchored ? 2 : 0
  const start = at
  // `ab|c`: the literal is one alternative of several, so nothing is sure.
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
  // `ab*`: what repeats is the last character, which is then no part of the literal.
  if (/^[*+?{]/.test(rest) && at > start) return { anchored, text: dropLast(text), rest: source.slice(lastFrom) }
  return { anchored, text, rest }
}

function literalAt(source: string, at: number): { length: number; means: string } | undefined {
  const character = String.fromCodePoint(source.codePointAt(at)!)
  if (character !== '\\') return special.includes(character) ? undefined : { length: character.length, means: character }
  if (at + 1 >= source.length) return undefined
  const escaped = String.fromCodePoint(source.codePointAt(at + 1)!)
  // Escaped letters and digits mean something else.
  return /[0-9A-Za-z]/.test(escaped) ? undefined : { length: 1 + escaped.length, means: escaped }
}
const dropLast = (text: string) => [...text].slice(0, -1).join('')

/** Whether a `|` stands outside of parentheses, classes and escapes. */
function hasAlternatives(source: string): boolean {
  // What `\Q` quotes is not read here.
  if (source.includes(String.raw`\Q`)) return true
  let depth = 0
  let inClass = false
  for (let at = 0; at < source.length; at += 1) {
    const character = source[at]!
    if (character === '\\') at += 1
    else if (inClass) inClass = character !== ']'
    else if (character === '[') {
      inClass = true
      // A `]` that comes first in a class is a member of it.
      if (source[at + 1] === '^') at += 1
      if (source[at + 1] === ']') at += 1
    } else if (character === '(') depth += 1
    else if (character === ')') depth -= 1
    else if (character === '|' && depth === 0) return true
  }
  return false
}
