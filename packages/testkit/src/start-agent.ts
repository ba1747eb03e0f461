import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AgentOptions } from '@clearway/agent'
import { agentCache } from './built-once.ts'
import { killAll, processesMarked } from './processes.ts'
import { program } from './program.ts'

export interface AgentProcess extends AsyncDisposable {
  readonly name: string
  readonly pid: number
  readonly output: () => string
  /** Resolves when the process has ended, however it did. */
  readonly ended: Promise<void>
  /** Kills the agent by SIGKILL. Its steps continue. */
  readonly kill: () => Promise<void>
  /** Starts it again after a kill, in the same work folder, with `env` in place of its former one. */
  readonly restart: (env?: Readonly<Record<string, string>>) => Promise<AgentProcess>
}

/** One of our agents in a process of its own, with further variables in `env`. Disposal also ends the steps that it has left. */
export async function startAgentProcess(
  connection: AgentOptions['connection'],
  { env = {}, ...options }: Omit<AgentOptions, 'connection'> & { readonly env?: Readonly<Record<string, string>> } = {},
): Promise<AgentProcess> {
  const work = options.work ?? (await mkdtemp(join(tmpdir(), 'clearway-agent-')))
  const name = options.name ?? `agent-${randomBytes(4).toString('hex')}`
  const marker = randomBytes(8).toString('hex')
  const all = { cache: agentCache, graceSeconds: 2, cpuOnly: true, ...options, connection, work, name }
  const child = spawn(process.execPath, [await program('agent-process'), JSON.stringify(all)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env, TEST_AGENT: marker },
  })
  const ended = once(child, 'exit')
  let output = ''
  const collect = (chunk: Buffer): void => void (output += chunk.toString())
  child.stderr.on('data', collect)
  await new Promise<void>((ready, failed) => {
    child.stdout.on('data', (chunk: Buffer) => {
      collect(chunk)
      if (output.includes(`ready ${name}`)) ready()
    })
    // One that is to die at a fault point may come to it before it is ready.
    child.once('exit', (code) =>
      'CLEARWAY_AGENT_FAULT' in env ? ready() : failed(new Error(`The agent ended at once (${code}):\n${output}`)),
    )
  })
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await ended
  }
  return {
    name,
    pid: child.pid!,
    ended: ended.then(() => {}),
    output: () => output,
    kill: () => end('SIGKILL'),
    restart: (anew = {}) => startAgentProcess(connection, { ...options, env: anew, work, name }),
    async [Symbol.asyncDispose]() {
      await end('SIGTERM')
      await killAll((await processesMarked('TEST_AGENT', marker)).map(({ pid }) => pid))
      await rm(work, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
