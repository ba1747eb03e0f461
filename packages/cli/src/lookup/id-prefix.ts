import { visibleLine } from '@clearway/contract/visible-text'
import { CommandFailed } from '../failure.ts'

/** The most candidates that the error for an ambiguous prefix names. */
export const shownCandidates = 10
const leastDigits = 4

export function isId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text)
}

/** Whether a text may be the beginning of an id. */
export function idBegins(text: string): boolean {
  return text.length >= leastDigits && text.length < 32 && /^[0-9a-f]+$/i.test(text)
}

/** The error for a prefix of several ids. */
export function moreDigits(
  noun: string,
  given: string,
  candidates: readonly { readonly id: string; readonly name: string }[],
): CommandFailed {
  const named = candidates.slice(0, shownCandidates).map(({ id, name }) => `\n${id}  ${visibleLine(name)}`)
  const more = candidates.length > shownCandidates ? '\n…' : ''
  return new CommandFailed(`Several ids begin with '${given}'. Give more digits of the ${noun}’s id:${named.join('')}${more}`, {
    code: 'ambiguous',
  })
}
