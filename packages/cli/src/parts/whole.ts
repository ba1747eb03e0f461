import type { AgentEvent } from '@clearway/agent'
import { startServer, type RunningServer, type Settings } from '@clearway/server'
import { AgentProcess } from './agent-process.ts'

/** One agent that is started with the server. */
export interface AgentPart {
  readonly part: string
  /** Flags of `clearway agent`, without the server's address. */
  readonly flags: readonly string[]
}

export interface WholeOptions {
  readonly settings: Settings
  readonly agents: readonly AgentPart[]
  readonly onStarted?: (server: RunningServer) => void
  readonly onEvent: (part: string, event: AgentEvent) => void
  readonly onLine: (part: string, line: string) => void
}

export interface Whole extends AsyncDisposable {
  readonly server: RunningServer
}

/** A server in this process and its agents, each in a process of its own. At disposal the agents end first, so that they can still report how their steps ended. */
export async function startWhole({ settings, agents, onStarted, onEvent, onLine }: WholeOptions): Promise<Whole> {
  await using started = new AsyncDisposableStack()
  const onLog = (text: string): void => {
    for (const line of text.split('\n')) onLine('server', line)
  }
  const server = started.use(await startServer(settings, { onLog }))
  onStarted?.(server)
  const running = agents.map(
    ({ part, flags }) =>
      new AgentProcess({
        flags: ['--data', settings.data, ...flags],
        onEvent: (event) => onEvent(part, event as unknown as AgentEvent),
        onLine: (line) => onLine(part, line),
      }),
  )
  // All at once, so that the time is that of the slowest one.
  started.defer(async () => void (await Promise.all(running.map((agent) => agent[Symbol.asyncDispose]()))))
  const whole = started.move()
  return { server, [Symbol.asyncDispose]: () => whole.disposeAsync() }
}
