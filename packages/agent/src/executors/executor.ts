/** What is to run: a program, where, and with which environment, all of it. */
export type ExecutionSpec = {
  /** Names the execution for ever; starting the same attempt twice is refused. */
  readonly attempt: string
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

/** Can be stored, and understood by another process of the same agent after this one has died. */
export type Handle = string

/**
 * How an execution ended. `lost` means that nobody knows how, for instance after a power cut; parts of it may still run until `stop`. Background
 * processes may outlive the program whatever the ending: `stop` before the slot is given to the next.
 */
export type Ending = { readonly how: 'exited'; readonly code: number } | { readonly how: 'lost'; readonly reason: string }

/** Part of an execution's output. `offset` counts bytes from the start; a character may be split between two chunks. */
export type LogChunk = { readonly offset: number; readonly bytes: Uint8Array }

export type StopSignal = 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'SIGUSR1' | 'SIGUSR2' | 'SIGKILL'

/** An execution as found again: still going on, or ended while nobody looked. */
export type Execution = {
  readonly handle: Handle
  readonly spec: ExecutionSpec
  readonly ending: Ending | undefined
}

export type StartOptions = {
  readonly signal?: AbortSignal
  /** Nothing of the user's runs before it resolves; where it rejects, nothing ever does. What can be made ready meanwhile, is. */
  readonly permission?: Promise<void>
}

/** Where executions take place: processes of this machine, containers, a cluster's jobs. Nothing here outlives only one process of the agent. */
export type Executor = {
  /** Resolves when the execution exists and can be adopted by its handle, even if this process dies at once. */
  start(spec: ExecutionSpec, options?: StartOptions): Promise<Handle>
  /** Takes over what a dead agent left behind. Throws if the handle is unknown here. */
  adopt(handle: Handle): Promise<Execution>
  /** Resolves when the program has ended; aborting ends the waiting, not the program. */
  wait(handle: Handle, signal: AbortSignal): Promise<Ending>
  /** Reaches the program and all that it started. */
  signal(handle: Handle, name: StopSignal): Promise<void>
  /** Asks to end, insists after the grace, and resolves when nothing of the execution is left, its background processes included. */
  stop(handle: Handle, graceSeconds: number): Promise<void>
  /** Output from an offset on, followed until the program has ended and all is read. */
  logs(handle: Handle, offset: number, signal: AbortSignal): AsyncIterable<LogChunk>
  /** How many executions could start now; `undefined` where only the agent's slots limit them. */
  capacity(): Promise<number | undefined>
  /** Why an execution has not begun yet, in the words of whoever makes it wait; `undefined` once it runs. */
  pending(handle: Handle): Promise<string | undefined>
  /** Handles whose results were not yet discarded: after a restart, what is to be adopted. */
  leftovers(): Promise<readonly Handle[]>
  /** Forgets an execution that has ended and whose result is delivered. */
  discard(handle: Handle): Promise<void>
}
