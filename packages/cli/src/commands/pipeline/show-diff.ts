import type { TaskStatus } from '@clearway/contract'
import type { Look } from '../../look.ts'
import { taskStatus } from '../../show/status.ts'
import { table } from '../../show/table.ts'
import type { RunDiff } from './run-diff.ts'
import { kinds } from './describe-run.ts'
import type { Difference } from './differences.ts'

const missing = '–'

/** Two runs: the differences of each kind first, then how much is the same. */
export function showDiff({ a, b, parts }: RunDiff, look: Look): string {
  const head = [a, b].map(
    ({ id, name, status }, index) =>
      `${look.paint('bold', index === 0 ? 'A' : 'B')}  ${name}  ${taskStatus(look, status as TaskStatus)}  ${look.paint('dim', id)}`,
  )
  const sections = kinds.flatMap((kind) => {
    const { differences } = parts[kind]
    return differences.length === 0 ? [] : [`${look.paint('bold', titleOf(kind))}\n${differencesTable(differences, look)}`]
  })
  const same = kinds.filter((kind) => parts[kind].same > 0).map((kind) => `${kind} (${parts[kind].same})`)
  const rest = look.paint('dim', same.length === 0 ? 'Nothing is the same in both.' : `The same in both: ${same.join(', ')}.`)
  const body = sections.length === 0 ? [`${look.paint('green', '✓')} No differences.`] : sections
  return [head.join('\n'), ...body, rest].join('\n\n')
}

function differencesTable(differences: readonly Difference[], look: Look): string {
  return table(
    look,
    [
      { head: 'WHAT', cell: ({ name }) => name, least: 16 },
      { head: 'A', cell: ({ a, b }) => look.paint('red', shown(a, b)), least: 12 },
      { head: 'B', cell: ({ a, b }) => look.paint('green', shown(b, a)), least: 12 },
    ],
    differences,
  )
}

/** A value on one line. Of a text of several lines the first is shown that the other text has not. */
function shown(value: string | undefined, other: string | undefined): string {
  if (value === undefined) return missing
  const lines = value.split('\n')
  if (lines.length === 1) return value === '' ? '(empty)' : value
  const others = new Set(other?.split('\n'))
  const at = Math.max(
    0,
    lines.findIndex((line) => !others.has(line)),
  )
  return `line ${at + 1} of ${lines.length}: ${lines[at]?.trim()}`
}

function titleOf(kind: string): string {
  return `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`
}
