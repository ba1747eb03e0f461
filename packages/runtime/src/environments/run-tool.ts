import { execa } from 'execa'

interface Tool {
  readonly cwd?: string
  readonly env: Readonly<Record<string, string>>
  readonly log: (line: string) => void
  readonly signal: AbortSignal
  readonly input?: string
  /** Ends a set-up that hangs, at a stuck mirror or a prompt for instance. */
  readonly timeoutSeconds?: number
}

const keptLines = 20

/** Thrown if a program of the set-up fails. The message ends with the last lines that the program wrote. */
export class ToolError extends Error {
  override readonly name = 'ToolError'
  readonly exitCode: number | undefined

  constructor(message: string, exitCode: number | undefined) {
    super(message)
    this.exitCode = exitCode
  }
}

/** Runs a program of the set-up with its output going to the log, line by line, and gives what it wrote to standard output. */
export async function runTool(file: string, args: readonly string[], tool: Tool): Promise<string> {
  tool.signal.throwIfAborted()
  const abort = AbortSignal.any([tool.signal, AbortSignal.timeout((tool.timeoutSeconds ?? 3600) * 1000)])
  const child = execa(file, args, {
    env: tool.env,
    extendEnv: false,
    // Of a group of its own, so that its helpers (transports, builds) end with it.
    detached: true,
    all: true,
    reject: false,
    ...(tool.cwd === undefined ? {} : { cwd: tool.cwd }),
    ...(tool.input === undefined ? { stdin: 'ignore' as const } : { input: tool.input }),
  })
  const end = (): void => endGroup(child.pid)
  abort.addEventListener('abort', end, { once: true })
  const last: string[] = []
  let ended = false
  try {
    for await (const line of child.iterable({ from: 'all' })) {
      tool.log(line)
      last.push(line)
      if (last.length > keptLines) last.shift()
    }
    const result = await child
    ended = true
    tool.signal.throwIfAborted()
    if (!result.failed) return result.stdout
    const how = abort.aborted ? 'took too long' : result.exitCode === undefined ? result.shortMessage : `ended with ${result.exitCode}`
    throw new ToolError([`${file} ${how}.`, ...last].join('\n'), result.exitCode)
  } finally {
    abort.removeEventListener('abort', end)
    if (!ended) end()
  }
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
