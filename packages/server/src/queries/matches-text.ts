import { re2 } from '../db/connection/re2.ts'
import type { TextMatch } from './pattern.ts'

/** Whether a short text matches. Many texts, or long ones, are matched in a thread of their own (`ListScope.matchTexts`). */
export function matchesText(text: string, match: TextMatch): boolean {
  switch (match.how) {
    case 'regex':
      return re2(match).test(text)
    case 'equal':
      return text === match.text
    case 'prefix':
      return text.startsWith(match.text)
    case 'suffix':
      return text.endsWith(match.text)
    case 'contains':
      return text.includes(match.text)
  }
}
