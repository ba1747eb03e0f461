import { fromTask, type PipelineDefinition, type PipelineParameter, type StepDefinition, withArguments } from '@clearway/engine'
import { type Connection, type ConnectionOptions, openConnection } from '../connection.ts'
import { Task } from '../task.ts'
import { jsonValue } from '../task/json-value.ts'
import { findQueue, findTask } from '../task/lookup.ts'
import { numberText, type ParameterValue } from '../task/parameters.ts'
import { readProcessContext } from '../task/process-context.ts'
import { createControllerTask } from './controller-task.ts'
import { driveTask } from './drive-task.ts'
import { assertRunnable, checkedPipeline } from './invalid-pipeline.ts'
import { pipelineProjectName } from './pipeline-project.ts'
import { isServerDriven, type PipelineDriver } from './server-driven.ts'
import { skippedRun, type PipelineRun, submittedRun } from './run-handle.ts'
import { ensureDraft } from './step-program.ts'
import { stepCallbacks, type StepCallbacks, stepDefinition, type StepOptions } from './step-options.ts'

/** What all runs of a pipeline have in common. */
export interface PipelineOptions {
  /** The name of the pipeline. */
  readonly name: string
  /** The project that contains its runs. */
  readonly project: string
  /** The version that its runs show; default: `1.0.0`. */
  readonly version?: string
  /** Tags of its runs. */
  readonly tags?: readonly string[]
  /** Whether one failed step stops all others. */
  readonly abortOnFailure?: boolean
  /** How long a run may take, from its start, its latest retry or its latest resumption; a longer run is stopped, and fails. */
  readonly timeLimitSeconds?: number
  /** The server; default: the one that the environment or a profile names. */
  readonly connection?: Connection | ConnectionOptions
}

/** How a run is enqueued. */
export interface StartOptions {
  /** The queue of the controller, by name or id; default: `services`. */
  readonly queue?: string
  /**
   * Who drives the run. `server`: the server itself, without a process; only for a pipeline that is data: its steps have base tasks or programs, and no
   * callbacks. `process`: this program, started by an agent, so that what follows `start()` runs there too. Default: `auto`, the server if it can.
   */
  readonly driver?: PipelineDriver
}

/** How this process drives a run. */
export interface LocalOptions {
  /** Whether steps are child processes of this one, and not tasks for agents; default: false. */
  readonly runStepsLocally?: boolean
  /** The id of a run of this pipeline to continue, instead of a new run. */
  readonly resume?: string
}

/**
 * A pipeline: steps, which are tasks, in an order that follows from what they need of each other.
 *
 * The program that defines the pipeline is its controller as well. `start()` enqueues the program; when an agent runs it, the same `start()` finds that the
 * process is the controller's, and drives the steps to their end.
 */
export class PipelineController {
  readonly #options: PipelineOptions
  readonly #parameters = new Map<string, PipelineParameter>()
  readonly #steps = new Map<string, StepOptions>()
  #defaultQueue = 'default'
  #connection: Promise<Connection> | undefined
  #submitted: PipelineRun | undefined
  readonly #stop = new AbortController()

  /** Describes a pipeline without steps; nothing is sent to the server. */
  constructor(options: PipelineOptions) {
    this.#options = options
  }

  /**
   * Adds a parameter of the pipeline, which steps read as `${pipeline.name}` and a person may change before a run. NaN and infinities are stored as
   * texts that Python can read.
   */
  addParameter(name: string, given: ParameterValue, description?: string, type?: string): this {
    const isSpecial = typeof given === 'number' && !Number.isFinite(given)
    const shownType = type ?? (isSpecial ? 'float' : undefined)
    this.#parameters.set(name, {
      value: isSpecial ? numberText(given) : jsonValue(given, `Parameter '${name}'`),
      ...(description === undefined ? {} : { description }),
      ...(shownType === undefined ? {} : { type: shownType }),
    })
    return this
  }

  /** Adds a step. Throws if there is a step of that name, or nothing for it to run. */
  addStep(step: StepOptions): this {
    if (this.#steps.has(step.name)) throw new Error(`There is a step '${step.name}' already. Give each step one name of its own.`)
    if (step.baseTaskId === undefined && step.baseTaskName === undefined && step.script === undefined) {
      throw new Error(`Step '${step.name}' has nothing to run. Give baseTaskId, baseTaskName with baseTaskProject, or a script.`)
    }
    this.#steps.set(step.name, step)
    return this
  }

  /** Sets the queue of steps that name none; default: `default`. */
  setDefaultExecutionQueue(queue: string): this {
    this.#defaultQueue = queue
    return this
  }

  /**
   * Stores the pipeline as a controller task and enqueues it; resolves when it is queued, or when the server drives it. In the process that an agent starts
   * for that task, drives the run instead, and resolves when it has ended.
   */
  async start({ queue = 'services', driver = 'auto' }: StartOptions = {}): Promise<PipelineRun> {
    const connection = await this.#connect()
    const own = await this.#ownController(connection)
    if (own !== undefined) return this.#drive(own, process.env['CLEARWAY_STEPS_HERE'] === '1')
    // Checked before anything is created, so that a pipeline that cannot run leaves nothing behind.
    const definition = await this.#whole(connection)
    const byServer = isServerDriven(definition, driver)
    const warnings = await checkedPipeline(connection.api, definition, byServer ? {} : { queue })
    const queueId = await findQueue(connection.api, queue)
    const id = await this.#create(connection, definition, { isLocal: false, isServerDriven: byServer })
    await connection.api.tasks.enqueue({ task: id, queue: queueId })
    this.#submitted = submittedRun(connection, id, warnings)
    // The stop was asked for while the run was being submitted, when there was nothing to stop yet.
    if (this.#stop.signal.aborted) await this.#submitted.stop((this.#stop.signal.reason as Error).message)
    return this.#submitted
  }

  /**
   * Drives the run in this process, and resolves when it has ended. Steps are enqueued, or run as child processes of this one, which needs no agent. With
   * `resume` it continues a run whose process was killed: steps that had ended stay, steps that ran in that process run again.
   */
  async startLocally({ runStepsLocally = false, resume }: LocalOptions = {}): Promise<PipelineRun> {
    const connection = await this.#connect()
    const own = await this.#ownController(connection)
    if (own !== undefined) return this.#drive(own, runStepsLocally)
    const id = resume ?? (await this.#createLocal(connection, runStepsLocally))
    if (resume !== undefined) await this.#assertOwnRun(connection, resume)
    // By force, because a run that sent nothing for long may count as lost.
    await connection.api.tasks.started({ task: id, status_reason: 'driven by its own process', force: resume !== undefined })
    return this.#drive(await Task.get({ id, connection }), runStepsLocally)
  }

  /** Stops the run that `startLocally` drives, or that `start` submitted: its running steps are stopped, and it ends. */
  async stop(reason = 'asked for by its program'): Promise<void> {
    this.#stop.abort(new Error(reason))
    await this.#submitted?.stop(reason)
  }

  /** The pipeline as data, with the ids of its base tasks. */
  async definition(): Promise<PipelineDefinition> {
    const definition = await this.#whole(await this.#connect())
    assertRunnable(definition)
    return definition
  }

  /** The pipeline as data, unchecked. */
  async #whole(connection: Connection): Promise<PipelineDefinition> {
    const { name, version = '1.0.0', abortOnFailure, timeLimitSeconds } = this.#options
    const steps = await Promise.all(
      [...this.#steps.values()].map(async (step): Promise<[string, StepDefinition]> => [
        step.name,
        stepDefinition(step, await this.#baseTask(connection, step)),
      ]),
    )
    return {
      name,
      version,
      parameters: Object.fromEntries(this.#parameters),
      defaultQueue: this.#defaultQueue,
      ...(abortOnFailure === undefined ? {} : { abortOnFailure }),
      ...(timeLimitSeconds === undefined ? {} : { timeLimitSeconds }),
      steps: Object.fromEntries(steps),
    }
  }

  async #baseTask(connection: Connection, step: StepOptions): Promise<string> {
    const { project, name } = this.#options
    const { baseTaskId, baseTaskProject = project, baseTaskName } = step
    if (baseTaskId !== undefined) return baseTaskId
    if (baseTaskName !== undefined) return findTask(connection.api, baseTaskProject, baseTaskName)
    return ensureDraft(connection, pipelineProjectName(project, name), step.name, step)
  }

  #connect(): Promise<Connection> {
    const { connection } = this.#options
    this.#connection ??= connection !== undefined && 'api' in connection ? Promise.resolve(connection) : openConnection(connection)
    return this.#connection
  }

  async #create(
    connection: Connection,
    definition: PipelineDefinition,
    driven: { readonly isLocal: boolean; readonly isServerDriven: boolean },
  ): Promise<string> {
    const { project, tags = [] } = this.#options
    return createControllerTask(connection, {
      project,
      definition,
      tags,
      ...driven,
      parent: readProcessContext().taskId,
    })
  }

  async #createLocal(connection: Connection, runStepsLocally: boolean): Promise<string> {
    const definition = await this.#whole(connection)
    await checkedPipeline(connection.api, definition, { own_steps: runStepsLocally })
    return this.#create(connection, definition, { isLocal: true, isServerDriven: false })
  }

  /** The controller task that this process was started for, if any. */
  async #ownController(connection: Connection): Promise<Task | undefined> {
    const { taskId } = readProcessContext()
    if (taskId === undefined) return undefined
    const task = await Task.get({ id: taskId, connection })
    return task.type === 'controller' ? task : undefined
  }

  async #assertOwnRun(connection: Connection, id: string): Promise<void> {
    const { name } = this.#options
    const task = await Task.get({ id, connection })
    const stored = fromTask(task.document)
    if (task.type !== 'controller' || stored?.name !== name)
      throw new Error(`Task ${id} is no run of the pipeline '${name}'. Give the id of the run to go on with.`)
    if (task.document.driver === 'server')
      throw new Error(`The server drives run ${id} itself, so no process can resume it. Enqueue it to go on: clearway task enqueue ${id}.`)
  }

  async #drive(task: Task, runStepsLocally: boolean): Promise<PipelineRun> {
    const stored = fromTask(task.document)
    // A program with several pipelines has a controller for each; this process is the controller of another one.
    if (stored !== undefined && stored.name !== this.#options.name) return skippedRun(task.connection, task.id)
    const isSame = stored !== undefined && sameNames(Object.keys(stored.steps), [...this.#steps.keys()])
    // The stored pipeline wins, because a person may have edited it; unless the program defines other steps, by its arguments for example.
    const definition = isSame ? stored : withArguments(await this.definition(), task.document)
    return driveTask({ task, definition, callbacks: this.#callbacks(), runStepsLocally, stop: this.#stop.signal })
  }

  #callbacks(): ReadonlyMap<string, StepCallbacks> {
    return new Map([...this.#steps].map(([name, step]) => [name, stepCallbacks(step)]))
  }
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && new Set([...a, ...b]).size === a.length
}
