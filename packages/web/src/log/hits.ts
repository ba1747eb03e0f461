import { isErrorLine } from '@clearway/contract/error-line'
import { escaped } from '@clearway/contract/name-pattern'
import { plain } from './ansi.ts'

/** The pattern of a search, which ignores case; undefined for an empty text, and for a malformed regular expression. */
export function patternOf(wanted: string, isExpression: boolean): RegExp | undefined {
  if (wanted === '') return undefined
  try {
    return new RegExp(isExpression ? wanted : escaped(wanted), 'i')
  } catch {
    return undefined
  }
}

/** The positions of the lines that a pattern finds. A regular expression finds a text without a lower-case copy of each line. */
export function hitsOf(lines: readonly string[], pattern: RegExp | undefined): number[] {
  if (pattern === undefined) return []
  const hits: number[] = []
  for (const [index, line] of lines.entries()) if (pattern.test(plain(line))) hits.push(index)
  return hits
}

/** Whether a line names the error which ended a program. */
export function namesError(line: string): boolean {
  return isErrorLine(plain(line))
}
