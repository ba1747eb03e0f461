import { isErrorLine, namesClass } from '@clearway/contract/error-line'

const longest = 500

/** The message of the error that ended a program, from the last lines of its log; undefined if none of the lines is like one. */
export function errorInLog(lines: readonly string[]): string | undefined {
  const found = lines.findLast(namesClass) ?? lines.findLast(isErrorLine)
  return found?.trim().slice(0, longest)
}
