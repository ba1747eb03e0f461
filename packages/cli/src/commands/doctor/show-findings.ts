import type { ResponseOf, queues } from '@clearway/contract'
import type { Look } from '../../look.ts'
import { cureList } from '../task/show-wait.ts'

export type Findings = ResponseOf<typeof queues.explain>

type Finding = Findings['tasks'][number]

/** The most tasks that are named for one problem. */
const named = 5

/** Whether there is a problem that does not resolve by itself. */
export function needsSomebody({ counts, tasks }: Findings): boolean {
  return counts.unserved + counts.unfit > 0 || tasks.some(({ wait }) => !wait.cures.some(({ automatic }) => automatic))
}

/** Describes each problem once, with the tasks that have it and what helps. */
export function showFindings(findings: Findings, look: Look): string {
  const { counts, tasks } = findings
  if (tasks.length === 0) return `${look.paint('green', '✓')} Nothing is stuck.${waiting(counts, look)}`
  const groups = Map.groupBy(tasks, troubleOf)
  const parts = [...groups.values()].map((group) => trouble(group, findings, look))
  const untold = counts.stalled + counts.unserved + counts.unfit - tasks.length
  if (untold > 0) parts.push(look.paint('dim', `And ${untold} more tasks.`))
  return parts.join('\n\n')
}

/** Tasks that wait for the same reason in the same queue or cycle have the same problem. */
function troubleOf({ queue, wait }: Finding): string {
  return JSON.stringify([wait.reason, wait.stall ?? queue.id, wait.cures])
}

function trouble(group: readonly Finding[], { stalls }: Findings, look: Look): string {
  const [first] = group
  if (first === undefined) return ''
  const { wait, queue } = first
  const mends = wait.cures.some(({ automatic }) => automatic)
  const mark = mends ? look.paint('yellow', '!') : look.paint('red', '✗')
  const text =
    wait.stall === undefined ? wait.text : `${group.length === 1 ? 'It' : 'They'} can never run as things are: ${stalls[wait.stall]?.text}`
  const names = group.slice(0, named).map(({ name, id }) => `  ${name}  ${look.paint('dim', id)}`)
  const more = group.length > named ? [`  ${look.paint('dim', `and ${group.length - named} more`)}`] : []
  const count = group.length === 1 ? 'A task waits' : `${group.length} tasks wait`
  const head = `${mark} ${look.paint('bold', wait.reason)}: ${count} in ‘${queue.name}’. ${text}`
  return [head, ...names, ...more, ...(wait.cures.length === 0 ? [] : [cureList(wait.cures, look)])].join('\n')
}

function waiting({ busy, limited, paused, parents }: Findings['counts'], look: Look): string {
  const count = busy + limited + paused + parents
  return count === 0 ? '' : ` ${look.paint('dim', `${count} ${count === 1 ? 'task waits its' : 'tasks wait their'} turn.`)}`
}
