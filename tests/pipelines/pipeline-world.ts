import { join } from 'node:path'
import type { Connection, Task as TaskDocument } from '@clearway/contract'
import { type Api, openConnection, Task } from '@clearway/sdk'
import { type DatabaseKind, startServer, until, type World, type WorldOptions } from '@clearway/testkit'
import { execa } from 'execa'
import { expect } from 'vitest'

const programs = join(import.meta.dirname, 'programs')

/** A server with the base task of which all steps of the test pipelines are clones. */
export async function pipelineWorld(kind: DatabaseKind, options: WorldOptions & { readonly command?: string } = {}): Promise<World> {
  const world = await startServer(kind, options)
  await addBaseTask(world.connection, options.command)
  return world
}

/** Creates the base task of which all steps of the test pipelines are clones. */
export async function addBaseTask(credentials: Connection, command = 'echo "step pid $$"; sleep 0.3'): Promise<void> {
  const connection = await openConnection({ url: credentials.url, credentials })
  await Task.create({ projectName: 'layouts', taskName: 'work', type: 'data_processing', script: { command }, connection })
}

/** Waits for the end of a run of `chain.ts`, and expects that it and its three steps have completed. Answers the steps. */
export async function expectChainCompleted(api: Api, run: string, context = '', seconds = 100): Promise<readonly TaskDocument[]> {
  expect((await ended(api, run, seconds)).status, `${context}\n${await standing(api, run)}`).toBe('completed')
  const steps = await stepsOf(api, run)
  expect(
    steps.map(({ name, status }) => [name, status]),
    context,
  ).toEqual(['one', 'two', 'three'].map((name) => [name, 'completed']))
  return steps
}

interface SubmitOptions {
  readonly queue?: string
  readonly args?: readonly string[]
  /** Who drives the run: its process, or the server where it can. Default: `process`. */
  readonly driver?: 'auto' | 'process'
}

/** Runs a program as a user would. Answers the run that it submitted or drove, and what it printed. */
export async function submit(
  { url, connection }: Pick<World, 'url' | 'connection'>,
  program: string,
  { queue = 'services', args = [], driver = 'process' }: SubmitOptions = {},
): Promise<{ readonly run: string; readonly output: string }> {
  const env = {
    CLEARWAY_URL: url,
    CLEARML_API_ACCESS_KEY: connection.accessKey,
    CLEARML_API_SECRET_KEY: connection.secretKey,
    TEST_QUEUE: queue,
    TEST_DRIVER: driver,
  }
  const { stdout } = await execa(process.execPath, [join(programs, program), ...args], { env, stdin: 'ignore', timeout: 60_000 })
  const run = /^run (\w{32})$/m.exec(stdout)?.[1]
  if (run === undefined) throw new Error(`${program} named no run:\n${stdout}`)
  return { run, output: stdout }
}

/** Waits until a run has ended, by `tasks.wait`. */
export async function ended(api: Api, run: string, seconds = 100): Promise<TaskDocument> {
  const deadline = performance.now() + seconds * 1000
  let status: TaskDocument['status']
  while (performance.now() < deadline) {
    const { tasks } = await api.tasks.wait({ tasks: [{ id: run, ...(status === undefined ? {} : { status }) }], timeout: 10 })
    status = tasks[0]?.status ?? status
    if (status !== undefined && !['created', 'queued', 'in_progress'].includes(status))
      return (await api.tasks.get_by_id({ task: run })).task
  }
  throw new Error(`The run was still ${status} after ${seconds} s:\n${await standing(api, run)}`)
}

/** The steps of a run, in the order of their start. */
export async function stepsOf(api: Api, run: string): Promise<TaskDocument[]> {
  const { tasks } = await api.tasks.get_all({ parent: [run], search_hidden: true, order_by: ['started'] })
  return tasks
}

export async function standing(api: Api, run: string): Promise<string> {
  const { task } = await api.tasks.get_by_id({ task: run })
  const rows = [task, ...(await stepsOf(api, run))].map(
    ({ name, status, status_reason, status_message, last_worker }) =>
      `${name}: ${status} ${status_reason} ${status_message} ${last_worker ?? ''}`,
  )
  return [...rows, await logOf(api, run)].join('\n')
}

export async function logOf(api: Api, task: string): Promise<string> {
  const { events } = await api.events.get_task_log({ task, order: 'asc', batch_size: 1000 })
  return events.map(({ msg }) => String(msg)).join('\n')
}

/** The process that ran a task, as it printed it. */
export async function pidOf(api: Api, task: string): Promise<number> {
  let pid: number | undefined
  await until(async () => (pid = Number(/(?:controller|step) pid (\d+)/.exec(await logOf(api, task))?.[1])) > 0)
  return pid!
}

/** Whether two tasks ran at the same time. */
export function overlap(a: TaskDocument, b: TaskDocument): boolean {
  const [from, to] = [
    Math.max(Date.parse(a.started!), Date.parse(b.started!)),
    Math.min(Date.parse(a.completed!), Date.parse(b.completed!)),
  ]
  return from < to
}

/** Expects that no slot ran two of these tasks at a time, and that each ran in a process of its own. */
export async function expectApart(api: Api, tasks: readonly TaskDocument[], others: readonly number[]): Promise<void> {
  for (const [index, task] of tasks.entries())
    for (const other of tasks.slice(index + 1))
      if (task.last_worker === other.last_worker)
        expect(overlap(task, other), `${task.name} and ${other.name} on ${task.last_worker}`).toBe(false)
  const pids = [...others, ...(await Promise.all(tasks.map(({ id }) => pidOf(api, id))))]
  expect(new Set(pids).size).toBe(pids.length)
}

/** A further run like a draft's, which belongs to no other task; gives its id. */
export async function cloneRun(api: Api, draft: string, name: string): Promise<string> {
  const { id } = await api.tasks.clone({ task: draft, new_task_name: name })
  await api.tasks.edit({ task: id, parent: '' })
  return id
}
