import { fromTask, type PipelineDefinition, type PipelineParameter, withArguments } from '@clearway/engine'
import { type Connected, connected, type Connection } from '../connection.ts'
import { type ControllerFunction, controllerFunction, type FunctionStepOptions } from '../functions/controller-steps.ts'
import type { LocalStepFunction } from '../functions/step.ts'
import { yieldToProgram } from '../functions/yield-to-program.ts'
import { Task } from '../task.ts'
import { jsonValue } from '../task/json-value.ts'
import { findQueue } from '../task/lookup.ts'
import { numberText, type ParameterValue } from '../task/parameters.ts'
import { readProcessContext } from '../task/process-context.ts'
import type { WaitOptions } from '../task/wait.ts'
import type { CloneRunOptions } from './clone-run.ts'
import { controllerDefinition } from './controller-definition.ts'
import { type ControllerTask, type ControllerTaskOptions, createControllerTask } from './controller-task.ts'
import { driveTask } from './drive-task.ts'
import { assertRunnable } from './invalid-pipeline.ts'
import { findRun, type WhichRun } from './find-run.ts'
import type { DraftOptions, LocalOptions, PipelineOptions, StartOptions } from './pipeline-options.ts'
import { assertResumable, ownController } from './own-controller.ts'
import { knownRun, type PipelineEnd, type PipelineRun, skippedRun, submittedRun } from './run-handle.ts'
import type { SuccessOptions } from './run-success.ts'
import { isServerDriven } from './server-driven.ts'
import { type StepCode, stepCode, type StepOptions } from './step-options.ts'

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
  readonly #functions = new Map<string, ControllerFunction>()
  #defaultQueue = 'default'
  #connection: Promise<Connection> | undefined
  #timeLimitSeconds: number | undefined
  #submitted: PipelineRun | undefined
  #latest: PipelineRun | undefined
  readonly #stop = new AbortController()

  /** Describes a pipeline without steps; nothing is sent to the server. */
  constructor(options: PipelineOptions) {
    this.#options = options
    this.#timeLimitSeconds = options.timeLimitSeconds
  }

  /**
   * A run by its id, or the newest run of a pipeline's highest version, of the version or with the tags that are named. Source: ClearML's
   * `PipelineController.get`.
   *
   * @throws ApiError `pipeline_not_found` or `task_not_found`
   */
  static async get({ connection, ...which }: WhichRun & Connected): Promise<PipelineRun> {
    const open = await connected(connection)
    const id = await findRun(open.api, which)
    const task = await Task.get({ id, connection: open })
    if (task.type !== 'controller') throw new Error(`Task ${id} is no run of a pipeline but of type ${task.type}. Give the id of a run.`)
    return knownRun(open, id, 'found')
  }

  /**
   * Makes a draft with the definition, the parameters and the program of a run, and none of its results: edit it, then `enqueue` it. `name` and `project`
   * decide which pipeline lists it. Source: ClearML's `PipelineController.clone`.
   */
  static async clone(run: PipelineRun | string, { connection, ...options }: CloneRunOptions & Connected = {}): Promise<PipelineRun> {
    const known = typeof run === 'string' ? knownRun(await connected(connection), run, 'found') : run
    return known.clone(options)
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
    this.#assertFree(step.name)
    if (step.baseTaskId === undefined && step.baseTaskName === undefined && step.script === undefined) {
      throw new Error(`Step '${step.name}' has nothing to run. Give baseTaskId, baseTaskName with baseTaskProject, or a script.`)
    }
    this.#steps.set(step.name, step)
    return this
  }

  /**
   * Adds a step that is a function of this program: it runs as a task of its own, in a process of the bundled program. The function takes one object,
   * `functionInputs`, and gives a value; other steps take it as `${name.result}`, or as an artifact `${name.artifacts.result.url}`.
   *
   * The process of a step loads the file that adds the first function step: the file adds its steps whenever it is loaded, before it awaits what only the
   * first start needs. `start` runs the step there, and does not return. `function` may also be a step that `step` defines: its options hold, where
   * these name none. Source: `add_function_step` of ClearML's `PipelineController`, whose `function_return` names are parts of the result here.
   *
   * ```ts
   * pipe.addFunctionStep({ name: 'load', function: ({ count }: { count: number }) => makeRows(count), functionInputs: { count: '${pipeline.rows}' } })
   * pipe.addFunctionStep({ name: 'fit', function: ({ rows }: { rows: Row[] }) => fit(rows), functionInputs: { rows: '${load.result}' }, retryOnFailure: 2 })
   * ```
   *
   * @throws TypeError for a name or options that a step cannot have
   */
  addFunctionStep<I extends object | void, O>(step: FunctionStepOptions<NoInfer<I>> & { readonly function: LocalStepFunction<I, O> }): this
  addFunctionStep<I extends object | void, O>(
    step: FunctionStepOptions<NoInfer<I>> & { readonly function: (input: I) => O | Promise<O> },
  ): this
  addFunctionStep(options: FunctionStepOptions<Readonly<Record<string, unknown>>> & { readonly function: unknown }): this {
    this.#assertFree(options.name)
    const { step, of } = controllerFunction(options)
    this.#steps.set(step.name, step)
    this.#functions.set(step.name, of)
    return this
  }

  /** Sets the queue of steps that name none; default: `default`. */
  setDefaultExecutionQueue(queue: string): this {
    this.#defaultQueue = queue
    return this
  }

  /** Sets how long a run may take, in seconds; undefined or 0: as long as it likes. A longer run is stopped with its steps, and fails. */
  setPipelineExecutionTimeLimit(seconds: number | undefined): this {
    this.#timeLimitSeconds = seconds === 0 ? undefined : seconds
    return this
  }

  /**
   * Stores the pipeline as a controller task and enqueues it; resolves when it is queued, or when the server drives it. In the process that an agent starts
   * for that task, drives the run instead, and resolves when it has ended.
   */
  async start({ queue = 'services', driver = 'auto' }: StartOptions = {}): Promise<PipelineRun> {
    await yieldToProgram()
    const connection = await this.#connect()
    const own = await ownController(connection)
    if (own !== undefined) return this.#drive(own, process.env['CLEARWAY_STEPS_HERE'] === '1')
    const definition = await this.#whole(connection)
    const byServer = isServerDriven(definition, driver)
    // The server checks the queue of a program with all else, and needs none for a run that it drives: a wrong name may leave no task behind.
    const known = byServer ? await findQueue(connection.api, queue) : undefined
    const runnable = byServer ? {} : { queue }
    const { id, warnings } = await this.#create(connection, definition, { isLocal: false, isServerDriven: byServer, runnable })
    await connection.api.tasks.enqueue({ task: id, queue: known ?? (await findQueue(connection.api, queue)) })
    this.#submitted = this.#latest = submittedRun(connection, id, warnings)
    // The stop was asked for while the run was being submitted, when there was nothing to stop yet.
    if (this.#stop.signal.aborted) await this.#submitted.stop((this.#stop.signal.reason as Error).message)
    return this.#submitted
  }

  /**
   * Stores the pipeline as a controller task and leaves it a draft, to be edited and enqueued later: by `enqueue` of the run, or on a page. In the process
   * that an agent starts for that task, drives the run instead, as `start` does. Source: ClearML's `PipelineController.create_draft`.
   */
  async createDraft({ driver = 'auto' }: DraftOptions = {}): Promise<PipelineRun> {
    await yieldToProgram()
    const connection = await this.#connect()
    const own = await ownController(connection)
    if (own !== undefined) return this.#drive(own, process.env['CLEARWAY_STEPS_HERE'] === '1')
    const definition = await this.definition()
    const { id } = await this.#create(connection, definition, { isLocal: false, isServerDriven: isServerDriven(definition, driver) })
    return (this.#latest = knownRun(connection, id, 'made'))
  }

  /**
   * Drives the run in this process, and resolves when it has ended. Steps are enqueued, or run as child processes of this one, which needs no agent. With
   * `resume` it continues a run whose process was killed: steps that had ended stay, steps that ran in that process run again.
   */
  async startLocally({ runStepsLocally = false, resume }: LocalOptions = {}): Promise<PipelineRun> {
    await yieldToProgram()
    const connection = await this.#connect()
    const own = await ownController(connection)
    if (own !== undefined) return this.#drive(own, runStepsLocally)
    const id = resume ?? (await this.#createLocal(connection, runStepsLocally))
    if (resume !== undefined) await assertResumable(connection, resume, this.#options.name)
    this.#latest = submittedRun(connection, id)
    // By force, because a run that sent nothing for long may count as lost.
    await connection.api.tasks.started({ task: id, status_reason: 'driven by its own process', force: resume !== undefined })
    return this.#drive(await Task.get({ id, connection }), runStepsLocally)
  }

  /**
   * Waits until the run that this object has started has ended.
   *
   * @throws WaitTimeout when `timeoutSeconds` are over; the run goes on
   */
  async wait(options?: WaitOptions): Promise<PipelineEnd> {
    return this.#started('wait for').wait(options)
  }

  /** Whether the run that this object has started has ended well: false while it goes on. See `isSuccessful` of the run. */
  async isSuccessful(options?: SuccessOptions): Promise<boolean> {
    return this.#started('ask about').isSuccessful(options)
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
    return controllerDefinition(connection, {
      options: this.#options,
      parameters: this.#parameters,
      steps: this.#steps,
      functions: this.#functions,
      defaultQueue: this.#defaultQueue,
      timeLimitSeconds: this.#timeLimitSeconds,
    })
  }

  #assertFree(name: string): void {
    if (this.#steps.has(name)) throw new Error(`There is a step '${name}' already. Give each step one name of its own.`)
  }

  #started(what: string): PipelineRun {
    if (this.#latest !== undefined) return this.#latest
    throw new Error(`There is no run of '${this.#options.name}' to ${what}: call start() before, or find a run by PipelineController.get.`)
  }

  #connect(): Promise<Connection> {
    return (this.#connection ??= connected(this.#options.connection))
  }

  async #create(
    connection: Connection,
    definition: PipelineDefinition,
    driven: Pick<ControllerTaskOptions, 'isLocal' | 'isServerDriven' | 'runnable'>,
  ): Promise<ControllerTask> {
    const { project, tags = [], version, addRunNumber = true, targetProject = true } = this.#options
    return createControllerTask(connection, {
      project,
      definition: { ...definition, version },
      isNumbered: addRunNumber,
      targetProject,
      tags,
      ...driven,
      parent: readProcessContext().taskId,
    })
  }

  async #createLocal(connection: Connection, runStepsLocally: boolean): Promise<string> {
    const definition = await this.#whole(connection)
    const runnable = { own_steps: runStepsLocally }
    return (await this.#create(connection, definition, { isLocal: true, isServerDriven: false, runnable })).id
  }

  async #drive(task: Task, runStepsLocally: boolean): Promise<PipelineRun> {
    const stored = fromTask(task.document)
    // A program with several pipelines has a controller for each; this process is the controller of another one.
    if (stored !== undefined && stored.name !== this.#options.name) return skippedRun(task.connection, task.id)
    const isSame = stored !== undefined && sameNames(Object.keys(stored.steps), [...this.#steps.keys()])
    // The stored pipeline wins, because a person may have edited it; unless the program defines other steps, by its arguments for example.
    const definition = isSame
      ? stored
      : { ...withArguments(await this.definition(), task.document), ...(stored && { version: stored.version }) }
    const localSteps = runStepsLocally ? {} : undefined
    this.#latest = await driveTask({ task, definition, callbacks: this.#callbacks(), localSteps, stop: this.#stop.signal })
    return this.#latest
  }

  #callbacks(): ReadonlyMap<string, StepCode> {
    return new Map([...this.#steps].map(([name, step]) => [name, stepCode(step)]))
  }
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && new Set([...a, ...b]).size === a.length
}
