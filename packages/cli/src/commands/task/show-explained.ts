import { roughDuration } from '@clearway/contract/rough-duration'
import type { ResponseOf, tasks } from '@clearway/contract'
import type { Look } from '../../look.ts'
import { shownAgo } from '../../show/duration.ts'
import { facts } from '../../show/facts.ts'
import { taskStatus } from '../../show/status.ts'
import { table } from '../../show/table.ts'
import { cureList } from './show-wait.ts'

type Explained = ResponseOf<typeof tasks.explain>

/** All that the server knows about why a task waits. */
export function showExplained(explained: Explained, look: Look): string {
  const { name, status, text, task, queue, worker, wait, waits_for: awaited, moves } = explained
  const cures = wait?.cures ?? awaited.find((one) => (one.wait?.cures.length ?? 0) > 0)?.wait?.cures ?? []
  const head = facts(look, [
    ['id', task],
    ['reason', wait?.reason],
    ['queue', queue?.name],
    ['worker', worker],
    ['held by', wait?.held_by.map((holder) => `${holder.name}  ${look.paint('dim', holder.id)}`).join('\n')],
    ['lacks', wait?.lacks.join(', ')],
    ['starts', startOf(wait?.expected_start, look)],
  ])
  const parts = [
    `${look.paint('bold', name)}  ${taskStatus(look, status)}\n${text}\n\n${head}`,
    cycle(wait, look),
    section('What helps', cures.length === 0 ? undefined : cureList(cures, look), look),
    section('Waits for', awaited.length === 0 ? undefined : awaitedTable(awaited, look), look),
    section('Moves', moves.map((move) => `${shownAgo(move.at, look)}  from ${move.worker}  ${move.reason}`).join('\n'), look),
  ]
  return parts.filter((part) => part !== undefined).join('\n\n')
}

/** In how long a task is expected to start. */
function startOf(at: string | undefined, look: Look): string | undefined {
  if (at === undefined) return undefined
  const left = Date.parse(at) - look.now
  return left > 0 ? `in ${roughDuration(left)}` : 'in a moment'
}

function cycle(wait: Explained['wait'], look: Look): string | undefined {
  const links = wait?.cycle.map(
    ({ kind, id, name }) => `${look.paint('dim', kind.padEnd(6))}  ${name}${id === name ? '' : `  ${look.paint('dim', id)}`}`,
  )
  return section('Cycle', links?.join('\n'), look)
}

function awaitedTable(awaited: Explained['waits_for'], look: Look): string {
  return table(
    look,
    [
      { head: 'TASK', cell: ({ name }) => name, least: 16 },
      { head: 'STATUS', cell: ({ status }) => taskStatus(look, status) },
      { head: 'REASON', cell: ({ wait }) => wait?.reason ?? '' },
      { head: 'ID', cell: ({ id }) => look.paint('dim', id), rank: 1 },
    ],
    awaited,
  )
}

function section(title: string, body: string | undefined, look: Look): string | undefined {
  return body === undefined || body === '' ? undefined : `${look.paint('bold', title)}\n${body}`
}
