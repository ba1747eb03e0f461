import type { Launch, Launched, Model, Task } from '@clearway/contract'
import type { StepOutcome } from '../run-state.ts'

/**
 * What planning needs of the process that hosts a run. A controller's process implements it over the API; the server can implement it over
 * its database, inside the transaction that stores the events.
 */
export interface Host {
  /** The controller's task. */
  readonly run: string
  /** The project of the tasks that are made for steps; default: that of the base task. */
  readonly project: string | undefined
  readonly readTask: (id: string) => Promise<Task>
  /** Models by their ids, in any order; those that are gone are left out. */
  readonly readModels: (ids: readonly string[]) => Promise<readonly Model[]>
  /** Finished tasks with a step hash, newest first, with their artifacts and models. The host decides how many are worth checking. */
  readonly findFinished: (hash: string) => Promise<readonly Task[]>
  /** The newest finished task of this name in the run's project: it shows what has changed since. */
  readonly findEarlier: (name: string) => Promise<Task | undefined>
  /** Whether a file that a task names as its output is certainly deleted. */
  readonly isFileGone: (uri: string) => Promise<boolean>
  /** The hexadecimal MD5 digest of a text. */
  readonly md5: (text: string) => string
  /** Starts a step. A launch with the same key happens once, however often it is asked for. */
  readonly launch: (launch: Launch) => Promise<LaunchedTask>
  /** Asks for a task to be stopped; a task that has ended meanwhile is no error. */
  readonly stop: (task: string, reason: string) => Promise<void>
  /** The program's own code for a step; a host without the program has none. */
  readonly callbacks: (step: string) => HostCallbacks
}

/** The task that runs a step, and its status just after the launch. */
export type LaunchedTask = Pick<Launched, 'task' | 'status'>

/** Code of a pipeline's program that a step calls. What it answers is recorded as an event, so a replay never calls it again. */
export interface HostCallbacks {
  /** Decides whether the step runs, and with which parameters in place of its own. Default: it runs, with its own. */
  readonly preExecute?: (step: {
    readonly name: string
    readonly parameters: Readonly<Record<string, string>>
  }) => Promise<PreExecuteDecision>
  /** Whether a failed attempt is followed by another. Default: it is not. */
  readonly shouldRetry?: (failed: {
    readonly name: string
    readonly attempt: number
    readonly reason: string
    readonly task: string
  }) => Promise<boolean>
  /** An error that it throws fails the step. `task` is absent if the step never had one. */
  readonly postExecute?: (ended: {
    readonly name: string
    readonly outcome: StepOutcome
    readonly task: string | undefined
  }) => Promise<void>
}

/** `parameters`: all of the step's parameters, replaced. */
export interface PreExecuteDecision {
  readonly decision: 'run' | 'skip'
  readonly parameters?: Readonly<Record<string, string>>
}
