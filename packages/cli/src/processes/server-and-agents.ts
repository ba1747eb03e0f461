import type { AgentEvent } from '@clearway/agent'
import { startServer, type RunningServer, type Settings } from '@clearway/server'
import { AgentProcess } from './agent-process.ts'

/** An agent that is started with the server. */
export interface AgentOfServer {
  /** The name that marks an agent's lines in the output. */
  readonly label: string
  /** Flags of `clearway agent`, without the server's address. */
  readonly flags: readonly string[]
}

export interface ServerAndAgentsOptions {
  readonly settings: Settings
  readonly agents: readonly AgentOfServer[]
  readonly onStarted?: (server: RunningServer) => void | Promise<void>
  readonly onEvent: (label: string, event: AgentEvent) => void
  /** Called with each line of the server's log, labelled `server`, and with each line of an agent that is not an event. */
  readonly onLine: (label: string, line: string) => void
}

export interface ServerAndAgents extends AsyncDisposable {
  readonly server: RunningServer
}

/**
 * Starts a server in this process and its agents, each in a process of its own. At disposal the agents end first, so that they can still report how
 * their steps ended.
 */
export async function startServerAndAgents({
  settings,
  agents,
  onStarted,
  onEvent,
  onLine,
}: ServerAndAgentsOptions): Promise<ServerAndAgents> {
  await using started = new AsyncDisposableStack()
  const onLog = (text: string): void => {
    for (const line of text.split('\n')) onLine('server', line)
  }
  const server = started.use(await startServer(settings, { onLog }))
  await onStarted?.(server)
  const running = agents.map(
    ({ label, flags }) =>
      new AgentProcess({
        flags: ['--data', settings.data, ...flags],
        onEvent: (event) => onEvent(label, event),
        onLine: (line) => onLine(label, line),
      }),
  )
  // All at once, so that the time is that of the slowest one.
  started.defer(async () => void (await Promise.all(running.map((agent) => agent[Symbol.asyncDispose]()))))
  const owned = started.move()
  return { server, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}
