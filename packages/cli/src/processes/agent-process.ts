import type { AgentEvent } from '@clearway/agent'
import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { describeEnd, outputOf } from './output-of.ts'

export interface AgentProcessOptions {
  /** Flags of `clearway agent`. */
  readonly flags: readonly string[]
  /** Called with each event of the agent, and with each other line that it prints. */
  readonly onEvent: (event: AgentEvent) => void
  readonly onLine: (line: string) => void
}

/** How long an agent may take to stop its steps. After that it is killed, and the next agent adopts the steps. */
const stopMs = 45_000
const [firstRestMs, longestRestMs, steadyMs] = [500, 30_000, 60_000]

/** An agent in a process of its own, which ends with this process, however this one ends. If the agent dies, it is started again after a growing pause. */
export class AgentProcess implements AsyncDisposable {
  readonly #options: AgentProcessOptions
  readonly #stopping = new AbortController()
  #child: ChildProcess | undefined
  readonly #over: Promise<void>

  constructor(options: AgentProcessOptions) {
    this.#options = options
    this.#over = this.#keepRunning()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort()
    this.#child?.kill('SIGTERM')
    const deadline = setTimeout(() => this.#child?.kill('SIGKILL'), stopMs)
    await this.#over
    clearTimeout(deadline)
  }

  async #keepRunning(): Promise<void> {
    for (let restMs = firstRestMs; !this.#stopping.signal.aborted; restMs = Math.min(2 * restMs, longestRestMs)) {
      const begun = performance.now()
      const ended = await this.#runOnce()
      if (this.#stopping.signal.aborted) return
      if (performance.now() - begun > steadyMs) restMs = firstRestMs
      this.#options.onLine(`ended (${ended}); started again in ${restMs / 1000} s`)
      await sleep(restMs, undefined, { signal: this.#stopping.signal }).catch(() => {})
    }
  }

  /** Resolves with how the process ended, or why it could not be started. */
  async #runOnce(): Promise<string> {
    const program = process.argv[1]
    if (program === undefined) throw new Error('This process was started without a program, so no agent can be started like it.')
    // A process group of its own, so that Ctrl-C reaches the agent only through this process. By the channel the agent notices the end of this process.
    const child = spawn(process.execPath, [program, 'agent', '--json', ...this.#options.flags], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    })
    this.#child = child
    child.channel?.unref()
    const end = await outputOf(child, (line, stream) => {
      const event = stream === 'stdout' ? parseEvent(line) : undefined
      if (event === undefined) this.#options.onLine(line)
      else this.#options.onEvent(event)
    })
    this.#child = undefined
    return describeEnd(end)
  }
}

function parseEvent(line: string): AgentEvent | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(line) as AgentEvent
  } catch {
    // The line only looks like an event, so it is shown as it is.
    return undefined
  }
}
