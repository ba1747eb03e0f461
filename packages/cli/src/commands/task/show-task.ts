import type { Artifact, ResponseOf, Task, tasks } from '@clearway/contract'
import { named } from '../../lookup/named.ts'
import type { Look } from '../../look.ts'
import { shownAgo } from '../../show/duration.ts'
import { bytes } from '../../show/bytes.ts'
import { facts } from '../../show/facts.ts'
import { taskStatus } from '../../show/status.ts'
import { table } from '../../show/table.ts'
import { timeTaken } from './show-tasks.ts'
import { waitFacts } from './show-wait.ts'

export interface ShownTask {
  readonly task: Task
  /** The name of the task's queue, if it has one. */
  readonly queue?: string
  /** Metrics without iterations. */
  readonly values: readonly { readonly name: string; readonly value: number }[]
  /** Why the task waits, if it is queued or running. */
  readonly explained?: ResponseOf<typeof tasks.explain>
}

/** Shows one task: its head, then each part that it has. */
export function showTask({ task, values, queue, explained }: ShownTask, look: Look): string {
  const parts = [
    head(task, queue, explained, look),
    parameters(task, look),
    metrics(values, look),
    artifacts(task, look),
    models(task, look),
  ]
  return parts.filter((part) => part !== undefined).join('\n\n')
}

function head(task: Task, queue: string | undefined, explained: ShownTask['explained'], look: Look): string {
  const { id, name = '', type, status_reason: reason, status_message: message, last_worker, tags = [], created, started, completed } = task
  const title = `${look.paint('bold', name)}  ${taskStatus(look, task.status)}`
  const body = facts(look, [
    ['why', isWorthShowing(task) ? [reason, message].filter((text) => text !== undefined && text !== '').join('\n') : ''],
    ...(explained === undefined ? [] : waitFacts(explained, look)),
    ['id', id],
    ['type', type],
    ['project', named(task.project)?.name],
    ['part of', named(task.parent)?.name],
    ['queue', queue],
    ['worker', last_worker],
    ['created', shownAgo(created, look)],
    ['started', shownAgo(started, look)],
    ['ended', shownAgo(completed, look)],
    ['took', timeTaken(task, look.now)],
    ['tags', tags.join(', ')],
  ])
  return `${title}\n${body}`
}

/** Whether the reason of a status is worth showing: for a task that runs or has completed it is not. */
function isWorthShowing({ status }: Task): boolean {
  return status !== 'completed' && status !== 'published' && status !== 'in_progress' && status !== 'created'
}

function parameters({ hyperparams = {} }: Task, look: Look): string | undefined {
  const entries = Object.entries(hyperparams).flatMap(([section, items]) =>
    Object.entries(items).map(([name, { value }]) => [`${section}/${name}`, String(value ?? '')] as const),
  )
  return entries.length === 0 ? undefined : section('Parameters', facts(look, entries), look)
}

function metrics(values: ShownTask['values'], look: Look): string | undefined {
  return values.length === 0
    ? undefined
    : section(
        'Results',
        facts(
          look,
          values.map(({ name, value }) => [name, String(Number(value.toPrecision(6)))]),
        ),
        look,
      )
}

function artifacts({ execution }: Task, look: Look): string | undefined {
  const all = execution?.artifacts ?? []
  if (all.length === 0) return undefined
  const rows = table<Artifact>(
    look,
    [
      { head: 'NAME', cell: ({ key }) => key },
      { head: 'TYPE', cell: ({ type }) => type ?? '', rank: 2 },
      { head: 'SIZE', cell: ({ content_size: size }) => (typeof size === 'number' ? bytes(size) : ''), align: 'right' },
      { head: 'ADDRESS', cell: ({ uri }) => look.paint('dim', uri ?? ''), rank: 1, least: 20 },
    ],
    all,
  )
  return section('Artifacts', rows, look)
}

function models({ models: used }: Task, look: Look): string | undefined {
  const all = [...(used?.input ?? []).map((use) => ['reads', use] as const), ...(used?.output ?? []).map((use) => ['writes', use] as const)]
  if (all.length === 0) return undefined
  return section(
    'Models',
    all.map(([how, { name, model }]) => `${look.paint('dim', how)}  ${name}  ${look.paint('dim', named(model)?.id ?? '')}`).join('\n'),
    look,
  )
}

function section(title: string, body: string, look: Look): string {
  return `${look.paint('bold', title)}\n${body}`
}
