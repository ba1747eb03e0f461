import type { Task } from '@clearway/contract'
import { stateWord } from '@clearway/contract/state-words'
import type { Api } from '@clearway/sdk'
import { RunReader } from '../../run-view/run-reader.ts'
import type { RunView } from '../../run-view/run-view.ts'
import type { Described } from './differences.ts'
import { type ResultNames, resultNames, withResultNames } from './named-results.ts'

/** The kinds of things in which runs may differ. */
export const kinds = ['parameters', 'code', 'environment', 'results'] as const
export type Kind = (typeof kinds)[number]

/** A run as it is compared with another. */
export interface DescribedRun {
  readonly run: RunView['run']
  readonly parts: Readonly<Record<Kind, Described>>
}

/** How many tasks are read at a time. */
const pageSize = 100

/** Describes a run: what it and its steps were given, their code and environment, and what they made. */
export async function describeRun(api: Api, id: string): Promise<DescribedRun> {
  const view = await new RunReader(api, id).read()
  const ids = [view.run.id, ...view.steps.flatMap(({ task }) => task ?? [])]
  const nameOf = new Map(view.steps.map(({ name, task }) => [task, name]))
  const parts: Record<Kind, Map<string, string>> = { parameters: new Map(), code: new Map(), environment: new Map(), results: new Map() }
  for (const { name, status } of view.steps) parts.results.set(`${name} status`, stateWord(status))
  const tasks: Task[] = []
  for (let from = 0; from < ids.length; from += pageSize) {
    const some = ids.slice(from, from + pageSize)
    const [read, { tasks: metrics }] = await Promise.all([
      api.tasks.get_all({ id: some, search_hidden: true, page: 0, page_size: pageSize }),
      api.events.get_task_single_value_metrics({ tasks: some.filter((one) => one !== view.run.id) }),
    ])
    tasks.push(...read.tasks)
    for (const { task, values } of metrics)
      for (const { variant, value } of values) parts.results.set(`${nameOf.get(task) ?? task} ${String(variant)}`, String(value))
  }
  const results = resultNames(tasks, (task) => nameOf.get(task))
  for (const task of tasks) describeTask(task, { step: nameOf.get(task.id), results }, parts)
  return { run: view.run, parts }
}

interface DescribedTask {
  /** Undefined for the run's own task. */
  readonly step: string | undefined
  /** The results that its parameters may refer to. */
  readonly results: ResultNames
}

/** Adds what a task has. */
function describeTask(
  task: Task,
  { step, results: named }: DescribedTask,
  { parameters, code, environment, results }: Record<Kind, Map<string, string>>,
): void {
  const before = step === undefined ? '' : `${step} `
  for (const [section, params] of Object.entries(task.hyperparams ?? {}))
    for (const [name, { value }] of Object.entries(params))
      parameters.set(`${before}${section}/${name}`, withResultNames(String(value ?? ''), named))
  const {
    repository,
    branch,
    tag,
    version_num: commit,
    entry_point: entry,
    working_dir: folder,
    diff,
    binary,
    requirements,
  } = task.script ?? {}
  for (const [name, value] of Object.entries({ repository, branch, tag, commit, 'entry point': entry, folder, 'script or patch': diff }))
    if (value !== undefined && value !== '') code.set(`${before}${name}`, value)
  if (binary !== undefined && binary !== '') environment.set(`${before}interpreter`, binary)
  if (task.container?.image !== undefined && task.container.image !== '') environment.set(`${before}container`, task.container.image)
  for (const [kind, list] of Object.entries(requirements ?? {}))
    for (const line of linesOf(list)) environment.set(`${before}${kind} ${packageOf(line)}`, line)
  if (step === undefined) return
  for (const { key, mode, hash, content_size: size } of task.execution?.artifacts ?? [])
    if (mode !== 'input') results.set(`${before}artifact ${key}`, `${size ?? '?'} bytes, sha256 ${(hash ?? '').slice(0, 12) || 'unknown'}`)
  for (const metric of Object.values(task.last_metrics ?? {}))
    for (const value of Object.values((metric ?? {}) as Record<string, { metric?: string; variant?: string; value?: number }>))
      if (value.metric !== undefined && value.value !== undefined)
        results.set(`${before}${value.metric}/${value.variant ?? ''}`, String(value.value))
}

function linesOf(list: unknown): string[] {
  const lines = Array.isArray(list) ? list.map(String) : typeof list === 'string' ? list.split('\n') : []
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
}

/** The name of a package in a line of requirements, by which the lines of two runs are matched. */
function packageOf(line: string): string {
  return /^[\w.-]+/.exec(line)?.[0].toLowerCase() ?? line
}
