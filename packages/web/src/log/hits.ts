import { literally } from '../api/literally.ts'
import { plain } from './ansi.ts'

/** The positions of the lines that hold a text, in either case. A regular expression finds it without a lower-case copy of each line. */
export function hitsOf(lines: readonly string[], wanted: string): number[] {
  if (wanted === '') return []
  const pattern = new RegExp(literally(wanted), 'i')
  const hits: number[] = []
  for (const [index, line] of lines.entries()) if (pattern.test(plain(line))) hits.push(index)
  return hits
}
