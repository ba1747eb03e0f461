import { visibleLine } from '@clearway/contract/visible-text'
import type { Look } from '../../look.ts'
import { cut } from '../../show/cut.ts'

const mostLines = 40

/** The result of a run, as JSON, whose texts hold no control characters, cut to what a person reads. */
export function showResult(result: unknown, look: Look): string {
  const lines = (JSON.stringify(result, undefined, 2) ?? 'undefined').split('\n')
  const shown = lines.slice(0, mostLines).map((line) => cut(visibleLine(line), look.width))
  const more = lines.length - shown.length
  return [
    look.paint('bold', 'result'),
    ...shown,
    ...(more > 0 ? [look.paint('dim', `… ${more} more lines; --json prints all of it`)] : []),
  ].join('\n')
}
