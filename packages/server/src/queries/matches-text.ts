import { re2 } from '../db/connection/re2.ts'
import type { TextMatch } from './pattern.ts'

/** The test whether a short text matches. Many texts, or long ones, are matched in a thread of their own (`ListScope.matchTexts`). */
export function textMatcher(match: TextMatch): (text: string) => boolean {
  if (match.how === 'regex') {
    const [regex, narrow] = [re2(match), match.narrowed === undefined ? undefined : textMatcher(match.narrowed)]
    return (text) => (narrow === undefined || narrow(text)) && regex.test(text)
  }
  const fold = (text: string): string => (match.ignoreCase ? text.toLowerCase() : text)
  const wanted = fold(match.text)
  switch (match.how) {
    case 'equal':
      return (text) => fold(text) === wanted
    case 'prefix':
      return (text) => fold(text).startsWith(wanted)
    case 'suffix':
      return (text) => fold(text).endsWith(wanted)
    case 'contains':
      return (text) => fold(text).includes(wanted)
  }
}
