/** What is to run: a program, where, and with which environment, all of it. */
export interface ExecutionSpec {
  /** Names the execution for ever; starting the same attempt twice is refused. */
  readonly attempt: string
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

/**
 * Names an execution, also to a later process of the agent: it can be stored. It is the attempt's id, because each engine accepts a name from its
 * client (a container's name, a job's name). So an agent that dies in the middle of a start finds what it has started.
 */
export type Handle = string

/**
 * How an execution ended. `lost` means that the end is unknown, for instance after a power cut; parts of the execution may still run until `stop`.
 * Background processes may outlive the program whatever the ending: call `stop` before the slot is given to the next attempt.
 */
export type Ending = { readonly how: 'exited'; readonly code: number } | { readonly how: 'lost'; readonly reason: string }

/** Part of an execution's output. `offset` counts bytes from the start; a character may be split between two chunks. */
export interface LogChunk {
  readonly offset: number
  readonly bytes: Uint8Array
}

/** An execution that an earlier process of the agent has started: still running where `ending` is undefined. */
export interface Execution {
  readonly spec: ExecutionSpec
  readonly ending: Ending | undefined
}

export interface StartOptions {
  readonly signal?: AbortSignal
  /** The user's program does not run before `permission` resolves, and never runs if it rejects. The executor prepares meanwhile what it can. */
  readonly permission?: Promise<void>
}

/**
 * Where executions take place: processes of this machine, containers, the jobs of a cluster. An execution outlives the process of the agent that
 * started it. Disposing of an executor releases its own resources, and ends no execution.
 *
 * Life of an execution: `open`, then either `start` or `abandon`, then `stop` and `discard`. Each executor passes the tests of `executor.test.ts`,
 * which it joins by a line in `runtime/test/executors.ts`.
 */
export interface Executor extends AsyncDisposable {
  /** Makes in the folder of a later attempt what `open` would make there, so that `open` takes less time. */
  prepareFolder(folder: string): void
  /** Makes room for the output, so that the set-up can write to it and `logs` can follow it before there is a program. May be called again. */
  open(attempt: string): Handle
  /** Adds a line of the agent's own to the output. */
  addLine(handle: Handle, line: string): Promise<void>
  /** Resolves when the program runs and can be adopted by its handle, even if this process dies at once. */
  start(spec: ExecutionSpec, options?: StartOptions): Promise<Handle>
  /** Ends an execution whose program was not started: its output is then complete, and its exit code is `code`. */
  abandon(handle: Handle, code: number): Promise<void>
  /** Finds the execution that a dead agent left behind; `undefined` if nothing of the user's program ever ran, and nothing will. */
  adopt(handle: Handle): Promise<Execution | undefined>
  /** Resolves when the program has ended; aborting ends the waiting, not the program. */
  wait(handle: Handle, signal: AbortSignal): Promise<Ending>
  /** Asks to end, kills after the grace, and resolves when nothing of the execution is left, its background processes included. */
  stop(handle: Handle, graceSeconds: number): Promise<void>
  /** The output from an offset on, followed until the program has ended and all is read. */
  logs(handle: Handle, offset: number, signal: AbortSignal): AsyncIterable<LogChunk>
  /** Deletes an execution that has ended and whose result is delivered. Throws if it still runs. */
  discard(handle: Handle): Promise<void>
}
