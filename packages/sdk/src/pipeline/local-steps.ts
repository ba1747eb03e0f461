import type { Launch } from '@clearway/contract'
import type { LaunchedTask } from '@clearway/engine'
import { hasEnded } from '@clearway/contract/status'
import pLimit from 'p-limit'
import type { Connection } from '../connection.ts'
import { Task } from '../task.ts'
import { LocalMachine } from './local-machine.ts'
import { LocalRunner, type StepOutput } from './local-runner.ts'
import { beginAgain, keyOf, launchesOf, markOf, prepareTask, stepNameOf, untilDue } from './local-task.ts'
import { type CalledHere, runTask } from './run-local-task.ts'
import type { StepRunner } from './step-runner.ts'

/** For how long the processes of a task that has ended may go on before its next execution. In ms. */
const lingerMs = 5000
/** How many runs inside one run are driven at once: each waits for the server by calls of its own. */
const innerRunsAtOnce = 32

export interface LocalStepsOptions {
  /** Gives the tasks that this process runs itself; undefined for a task that runs as a process. */
  readonly callHere?: (task: Task) => CalledHere | undefined
  /** What the steps share with those of other runs; default: a machine of their own, with one job for each CPU. */
  readonly machine?: LocalMachine
  /** Called with what the processes print, once it is stored in the task's log. */
  readonly onOutput?: (output: StepOutput) => void
}

/**
 * Runs steps as child processes of this one: no queue and no agent is needed. They end with it, however it ends. A later process of the run runs those
 * steps again, under the same tasks, whose end was not reported.
 */
export class LocalSteps implements StepRunner {
  readonly launchesWithEvents = false
  readonly #connection: Connection
  readonly #options: LocalStepsOptions
  readonly #machine: LocalMachine
  readonly #innerRuns = pLimit(innerRunsAtOnce)
  readonly #stops = new Map<string, AbortController>()
  /** The executions of tasks that are not over, by the ids of the tasks. */
  readonly #running = new Map<string, Promise<void>>()
  #runner: Promise<LocalRunner> | undefined
  #earlier: Promise<ReadonlyMap<string, string>> | undefined

  constructor(connection: Connection, options: LocalStepsOptions = {}) {
    this.#connection = connection
    this.#options = options
    this.#machine = options.machine ?? new LocalMachine()
  }

  async launch(launch: Launch): Promise<LaunchedTask> {
    const connection = this.#connection
    this.#earlier ??= launchesOf(connection, launch.key.run)
    // A step reports its end from within its process, which would end the next execution of the same task with its own.
    if (launch.again !== undefined) await this.#whenOver(launch.again)
    const known = launch.again ?? (await this.#earlier).get(keyOf(launch.key))
    const task = known === undefined ? await prepareTask(connection, launch) : await Task.get({ id: known, connection })
    const isRepeated = known !== undefined && markOf(task) === keyOf(launch.key)
    if (isRepeated && hasEnded(task.status)) return { task: task.id, status: task.status }
    if (launch.again !== undefined && !isRepeated) await beginAgain(task, launch)
    this.#begin(task)
    return { task: task.id, status: 'created' }
  }

  async stop(id: string, reason: string): Promise<void> {
    const stop = this.#stops.get(id)
    if (stop !== undefined) return stop.abort(new Error(reason))
    await (await Task.get({ id, connection: this.#connection })).markStopped(reason)
  }

  async adopt(id: string): Promise<void> {
    const task = await Task.get({ id, connection: this.#connection })
    const isOver = task.status !== 'created' && task.status !== 'in_progress'
    // The step's process was a child of this controller's former process and ended with it. A task without the mark runs elsewhere.
    if (!isOver && markOf(task) !== undefined) this.#begin(task)
  }

  release(id: string): void {
    this.#stops.get(id)?.abort(new Error('its task was ended'))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const stop of this.#stops.values()) stop.abort(new Error('its pipeline ended'))
    await Promise.all(this.#running.values())
    // If the runner could not be made, the steps that needed it have failed already.
    const made = await this.#runner?.catch(() => undefined)
    await made?.[Symbol.asyncDispose]()
  }

  /** Starts the execution of a task, when it is due and others have left room. */
  #begin(task: Task): void {
    const stop = new AbortController()
    this.#stops.set(task.id, stop)
    const called = this.#options.callHere?.(task)
    const begin = (gpus?: readonly string[]) =>
      runTask(task, stop.signal, called?.run ?? (async (signal) => (await this.#openRunner()).run(task, { stop: signal, gpus })))
    // A function that is called here sees the GPUs that this process sees.
    const gpus = called === undefined ? (task.document.resources?.gpus ?? 0) : 0
    const run = untilDue(task, stop.signal)
      // A controller that held a job could keep it from the steps that it waits for. The limit of this run holds back no step of the runs inside it.
      .then(() => (called?.isController === true ? this.#innerRuns(begin) : this.#machine.run(gpus, begin)))
      .catch(async (error: unknown) =>
        task.markFailed(`it could not be run here: ${error instanceof Error ? error.message : String(error)}`),
      )
    this.#running.set(
      task.id,
      run.finally(() => this.#running.delete(task.id)),
    )
  }

  /** The runner of the steps' processes, which is made for the first of them. */
  #openRunner(): Promise<LocalRunner> {
    const { onOutput } = this.#options
    this.#runner ??= LocalRunner.open(this.#connection, (task, text) => onOutput?.({ step: stepNameOf(task), task: task.id, text }))
    return this.#runner
  }

  /** Waits for the processes of a task whose end is known already; those that do not end by themselves are stopped. */
  async #whenOver(id: string): Promise<void> {
    const stop = setTimeout(() => this.#stops.get(id)?.abort(new Error('its step is tried again')), lingerMs)
    await this.#running.get(id)
    clearTimeout(stop)
  }
}
