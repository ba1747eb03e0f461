import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test as base } from 'vitest'
import type { Connection, Task, TaskStatus, TaskType } from '@clearway/contract'
import { type Api, createClient } from '@clearway/sdk'
import { program, sqlite, startServer } from '@clearway/testkit'
import type { AgentEvent } from '../src/agent-events.ts'
import type { AgentOptions } from '../src/agent-options.ts'
import { type RunningAgent, startAgent } from '../src/agent.ts'

export type AgentUnderTest = RunningAgent & {
  readonly events: readonly AgentEvent[]
  readonly event: (kind: AgentEvent['kind'], task?: string) => Promise<AgentEvent>
}
export type AgentWorld = AsyncDisposable & {
  readonly api: Api
  readonly folder: string
  readonly connection: Connection
  /** The queue that its agents serve by default. */
  readonly queue: string
  readonly queueName: string
  readonly agent: (options?: Partial<AgentOptions>) => Promise<AgentUnderTest>
  /** An agent in a process of its own, whose environment has these variables in addition. */
  readonly agentProcess: (options?: Partial<AgentOptions>, env?: Readonly<Record<string, string>>) => Promise<AgentProcess>
}

/** A server, and a folder for agents, which is deleted with it. Dispose of the agents first. */
export async function anAgentWorld(settings: Readonly<Record<string, unknown>> = {}): Promise<AgentWorld> {
  const server = await startServer(sqlite, { settings })
  const world = await worldOf(server.connection)
  return {
    ...world,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await world[Symbol.asyncDispose]()
    },
  }
}

/** A test with a queue of its own on a server for all tests of its file. Its agents must have left the server at its end. */
export const test = base
  .extend('settings', { scope: 'file' }, {} as Readonly<Record<string, unknown>>)
  .extend('server', { scope: 'file' }, async ({ settings }, { onCleanup }) => {
    const server = await startServer(sqlite, { settings })
    onCleanup(() => server[Symbol.asyncDispose]())
    return server
  })
  .extend('world', async ({ server: { api, connection } }, { onCleanup }) => {
    const queue = `queue ${randomUUID()}`
    await api.queues.create({ name: queue })
    const world = await worldOf(connection, queue)
    onCleanup(() => world[Symbol.asyncDispose]())
    return world
  })

/** The same, on a server that the test has started. Its agents serve the queue of that name. */
export async function worldOf(connection: Connection, queueName = 'default'): Promise<AgentWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'clearway-agent-'))
  const api = createClient({ baseUrl: connection.url, credentials: connection })
  const filled = (options: Partial<AgentOptions>): AgentOptions => ({
    connection,
    name: 'a1',
    work: join(folder, options.name ?? 'a1'),
    cache: join(folder, 'cache'),
    queues: [queueName],
    cpuOnly: true,
    graceSeconds: 5,
    ...options,
  })
  return {
    api,
    folder,
    connection,
    queue: (await api.queues.get_all({ name: `^${queueName}$` })).queues[0]!.id,
    queueName,
    agent: async (options = {}) => {
      const events: AgentEvent[] = []
      const emitter = new EventEmitter()
      const onEvent = (event: AgentEvent): void => {
        events.push(event)
        emitter.emit('event')
      }
      const agent = await startAgent({ ...filled(options), onEvent })
      const event = async (kind: AgentEvent['kind'], task?: string): Promise<AgentEvent> => {
        for (;;) {
          const found = events.find((one) => one.kind === kind && (task === undefined || ('lease' in one && one.lease.task === task)))
          if (found) return found
          await once(emitter, 'event', { signal: AbortSignal.timeout(20_000) })
        }
      }
      return Object.assign(agent, { events, event })
    },
    agentProcess: async (options = {}, env = {}) => anAgentProcess(filled(options), env),
    [Symbol.asyncDispose]: async () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}

export type AgentProcess = AsyncDisposable & {
  readonly pid: number
  readonly line: (pattern: RegExp) => Promise<string>
  readonly signal: (name: NodeJS.Signals) => Promise<void>
  /** The exit code or signal that it ended by. */
  readonly ended: Promise<NodeJS.Signals | number | null>
}

/** An agent in a process of its own. */
async function anAgentProcess(options: AgentOptions, env: Readonly<Record<string, string>>): Promise<AgentProcess> {
  const child = spawn(process.execPath, [await program('observed-agent'), JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  const ended = once(child, 'exit').then(([code, signal]: (NodeJS.Signals | number | null)[]) => signal ?? code ?? null)
  const lines: string[] = []
  const emitter = new EventEmitter()
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line)
    emitter.emit('line')
  })
  const line = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = lines.find((one) => pattern.test(one))
      if (found !== undefined) return found
      await once(emitter, 'line', { signal: AbortSignal.timeout(20_000) }).catch((error: unknown) => {
        throw new Error(`The agent did not print ${String(pattern)}:\n${lines.join('\n')}`, { cause: error })
      })
    }
  }
  const signal = async (name: NodeJS.Signals): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(name)
    await ended
  }
  // An agent with a fault point may end before it is ready.
  await Promise.race([line(/^ready/), ended])
  return { pid: child.pid!, line, signal, ended, [Symbol.asyncDispose]: async () => signal('SIGTERM') }
}

/** A task on the default queue that runs a command line. */
export async function enqueue(
  { api, queue }: AgentWorld,
  entry: string,
  more: { readonly type?: TaskType; readonly script?: object; readonly queue?: string } = {},
): Promise<string> {
  const { type = 'training', script = { binary: 'sh', entry_point: entry } } = more
  const { id } = await api.tasks.create({ name: entry, type, script })
  await api.tasks.enqueue({ task: id, queue: more.queue ?? queue })
  return id
}

/** Waits until the task has one of these statuses. */
export async function untilStatus({ api }: AgentWorld, id: string, ...wanted: readonly TaskStatus[]): Promise<Task> {
  let status: TaskStatus | undefined
  for (const deadline = performance.now() + 45_000; performance.now() < deadline;) {
    const { tasks } = await api.tasks.wait({ tasks: [{ id, ...(status === undefined ? {} : { status }) }], timeout: 5 })
    status = tasks[0]?.status ?? status
    if (status !== undefined && wanted.includes(status)) return (await api.tasks.get_by_id({ task: id })).task
  }
  throw new Error(`The task is still ${status}.`)
}

export async function untilEnded(world: AgentWorld, id: string): Promise<Task> {
  return untilStatus(world, id, 'completed', 'failed', 'stopped')
}

/** The task's log, in order, without the agent's lines about the set-up. */
export async function logOf({ api }: AgentWorld, task: string): Promise<readonly string[]> {
  const { events } = await api.events.get_task_log({ task, order: 'asc', batch_size: 1000 })
  return events.map((event) => String(event['msg'])).filter((line) => !line.startsWith('Running '))
}

/** Waits for lines to arrive in the task's log. */
export async function untilLogged({ api }: AgentWorld, task: string, pattern: RegExp): Promise<RegExpExecArray> {
  let after = 0
  for (const deadline = performance.now() + 20_000; performance.now() < deadline;) {
    const { events, last } = await api.events.get_task_log({ task, order: 'asc', after, wait: 5 })
    for (const event of events) {
      const found = pattern.exec(String(event['msg']))
      if (found) return found
    }
    after = last ?? after
  }
  throw new Error(`The log has no line like ${String(pattern)}.`)
}

/** A file's text as soon as it is there and not empty. */
export async function untilWritten(file: string): Promise<string> {
  for (const deadline = performance.now() + 20_000; performance.now() < deadline;) {
    const text = await readFile(file, 'utf8').catch(() => '')
    if (text !== '') return text
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`${file} was not written.`)
}
