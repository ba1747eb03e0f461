import type { Artifact as WireArtifact, Task as WireTask, TaskStatus } from '@clearway/contract'
import { hasEnded, type TaskType } from '@clearway/contract/status'
import { parametersOf } from '@clearway/engine'
import { type Connected, connected, type Connection } from './connection.ts'
import { type ArtifactReader, readArtifacts } from './task/artifact-reader.ts'
import { type ArtifactValue, storeArtifact } from './task/artifacts.ts'
import { type BeginOptions, beginTask } from './task/begin.ts'
import { type CloneOptions, cloneTask } from './task/clone.ts'
import { connectConfiguration, connectParameters, writeParameters } from './task/connect.ts'
import { createDraft, type CreateOptions } from './task/create.ts'
import { taskFolder } from './task/file-path.ts'
import { Logger } from './task/logger.ts'
import { findQueue, findTask } from './task/lookup.ts'
import { makeOutputModel, type Model, openModels, type OutputModelOptions } from './task/models.ts'
import { type OwnProcess, ownProcess } from './task/own-process.ts'
import type { Parameters, ParameterValue } from './task/parameters.ts'
import { watchForStop } from './task/stop-watch.ts'
import { readProcessContext } from './task/process-context.ts'
import { waitForStatus, type WaitOptions } from './task/wait.ts'

/** The task of a process that a person started. */
export interface InitOptions extends BeginOptions, Connected {
  /** Whether to send the process's output as the task's log, unless an agent does so; default: true. */
  readonly captureOutput?: boolean
}

/** A task by its id, or by its project and name. */
export type TaskName = { readonly id: string } | { readonly projectName: string; readonly taskName: string }

/** A task: its definition, its results, and the operations on it. */
export class Task {
  /** The task of this process, once `Task.init` has been called. */
  static current: Task | undefined

  /** The id of the task. */
  readonly id: string
  /** The connection to the task’s server. */
  readonly connection: Connection
  /** Reads the artifacts: `await task.artifacts.get('data')`. */
  readonly artifacts: ArtifactReader
  #document: WireTask
  #projectName: string | undefined
  #logger: Logger | undefined
  #own: OwnProcess | undefined
  #stopSignal: AbortSignal | undefined
  readonly #closed = new AbortController()

  constructor(connection: Connection, document: WireTask) {
    this.id = document.id
    this.connection = connection
    this.#document = document
    this.artifacts = readArtifacts(connection, async () => (await this.reload()).document.execution?.artifacts ?? [])
  }

  /** Creates a draft on the server, to be run by an agent or as a pipeline's step. */
  static async create({ connection, ...options }: CreateOptions & Connected): Promise<Task> {
    const open = await connected(connection)
    return Task.get({ id: await createDraft(open, options), connection: open })
  }

  /**
   * The task of this process. A process that a person started gets a new task, which ends with the process. A process that an agent started has the
   * agent's task: the names and type given here are ignored, and the agent reports its end.
   */
  static async init({ connection, captureOutput = true, ...options }: InitOptions): Promise<Task> {
    if (Task.current !== undefined) return Task.current
    const open = await connected(connection)
    const { taskId, sendsLog } = readProcessContext()
    const task = await Task.get({ id: taskId ?? (await beginTask(open, options)), connection: open })
    task.#own = ownProcess({
      api: open.api,
      task: task.id,
      logger: task.logger,
      isStartedByAgent: taskId !== undefined,
      capturesOutput: captureOutput && sendsLog,
      onEnd: () => {
        task.#closed.abort()
        if (Task.current === task) Task.current = undefined
      },
    })
    Task.current = task
    return task
  }

  /** A task by its id, or the newest of a name in a project. */
  static async get({ connection, ...which }: TaskName & Connected): Promise<Task> {
    const open = await connected(connection)
    const id = 'id' in which ? which.id : await findTask(open.api, which.projectName, which.taskName)
    return new Task(open, (await open.api.tasks.get_by_id({ task: id })).task)
  }

  /** The task as it was last read; `reload` reads it again. */
  get document(): WireTask {
    return this.#document
  }

  /** The name as it was last read. */
  get name(): string {
    return this.#document.name ?? ''
  }

  /** The type as it was last read. */
  get type(): TaskType {
    return this.#document.type ?? 'training'
  }

  /** The status as it was last read. */
  get status(): TaskStatus {
    return this.#document.status ?? 'created'
  }

  /** The tags as they were last read. */
  get tags(): readonly string[] {
    return this.#document.tags ?? []
  }

  /** Sends scalars, plots and log lines. */
  get logger(): Logger {
    this.#logger ??= new Logger(this.connection.api, this.id, readProcessContext().worker)
    return this.#logger
  }

  /** Aborted once somebody asks for the task to be stopped. The first use starts the polling. */
  get stopSignal(): AbortSignal {
    this.#stopSignal ??= watchForStop(this.connection.backgroundApi, this.id, this.#closed.signal)
    return this.#stopSignal
  }

  /** Calls `callback` once, when somebody asks for the task to be stopped. */
  onStopRequested(callback: (reason: string) => void): void {
    const signal = this.stopSignal
    signal.addEventListener('abort', () => callback(signal.reason instanceof Error ? signal.reason.message : String(signal.reason)), {
      once: true,
    })
  }

  /** Reads the task again. */
  async reload(): Promise<this> {
    this.#document = (await this.connection.api.tasks.get_by_id({ task: this.id })).task
    return this
  }

  /** A new draft with the same definition, without the results. */
  async clone(options: CloneOptions = {}): Promise<Task> {
    return Task.get({ id: await cloneTask(this.connection.api, this, options), connection: this.connection })
  }

  /** Enqueues it on a queue, by name or id; default: the default queue. */
  async enqueue({ queue }: { readonly queue?: string } = {}): Promise<this> {
    const { api } = this.connection
    await api.tasks.enqueue({ task: this.id, ...(queue === undefined ? {} : { queue: await findQueue(api, queue) }) })
    return this.reload()
  }

  /**
   * Connects parameters to the task. In a process that a person started they are written to the task. In a process that an agent started the task's
   * values are returned instead, each with the type of its default, and those that the task lacks are written to it. The object given is not changed.
   */
  async connect<P extends Parameters>(parameters: P, section = 'General'): Promise<P> {
    return connectParameters(this, parameters, section)
  }

  /** Like `connect`, for a document under one name, which is not split into parameters. */
  async connectConfiguration<C>(name: string, value: C): Promise<C> {
    return connectConfiguration(this, name, value)
  }

  /** All parameters as texts, keyed `Section/name`. */
  async getParameters(): Promise<Record<string, string>> {
    return parametersOf((await this.reload()).document)
  }

  /** Sets parameters, keyed `Section/name`; others are not changed. */
  async setParameters(parameters: Readonly<Record<string, ParameterValue>>): Promise<void> {
    await writeParameters(this, parameters)
  }

  /** Sets values about the task that people may edit in any status, such as a version. */
  async setUserProperties(properties: Readonly<Record<string, string | number | boolean>>): Promise<void> {
    await writeParameters(this, Object.fromEntries(Object.entries(properties).map(([name, value]) => [`properties/${name}`, value])))
  }

  /**
   * Stores a value as an artifact of the task: a text, bytes, a `file:` URL, or any JSON value. A value that JSON would change, such as a Map, is
   * refused with its path.
   */
  async uploadArtifact(name: string, value: ArtifactValue): Promise<WireArtifact> {
    const artifact = await storeArtifact(this.connection, await this.folder(), name, value)
    await this.connection.api.tasks.add_or_update_artifacts({ task: this.id, artifacts: [artifact], force: true })
    return artifact
  }

  /** Stores a model's weights and registers it as an output of this task. */
  async outputModel(options: OutputModelOptions): Promise<Model> {
    const project = this.#document.project
    return makeOutputModel(
      this.connection,
      { id: this.id, project: typeof project === 'string' ? project : undefined, folder: await this.folder() },
      options,
    )
  }

  /** The task's input and output models. */
  async models(): Promise<{ readonly input: readonly Model[]; readonly output: readonly Model[] }> {
    const { models } = (await this.reload()).document
    const [input, output] = await Promise.all([
      openModels(this.connection, models?.input ?? []),
      openModels(this.connection, models?.output ?? []),
    ])
    return { input, output }
  }

  /** Adds tags; those that it has stay. */
  async addTags(...tags: readonly string[]): Promise<void> {
    await this.setTags([...new Set([...(await this.reload()).tags, ...tags])])
  }

  /** Replaces all tags. */
  async setTags(tags: readonly string[]): Promise<void> {
    await this.connection.api.tasks.update({ task: this.id, tags: [...tags] })
    await this.reload()
  }

  /** Waits until it has one of these statuses, and gives the status; default: until it has ended. */
  async wait({ until, ...options }: WaitOptions & { readonly until?: readonly TaskStatus[] } = {}): Promise<TaskStatus> {
    const reached = until === undefined ? hasEnded : (status: TaskStatus) => until.includes(status)
    await waitForStatus(this.connection.api, this.id, reached, options)
    return (await this.reload()).status
  }

  /** Asks for it to be stopped: its agent ends the processes; a task that nothing runs is stopped at once. */
  async stop({
    reason = 'asked for by a program',
    includeSteps = false,
  }: { readonly reason?: string; readonly includeSteps?: boolean } = {}): Promise<void> {
    await this.connection.api.tasks.stop({
      task: this.id,
      status_reason: reason,
      ...(includeSteps ? { include_pipeline_steps: true } : {}),
    })
    await this.reload()
  }

  /** Reports that the task runs. */
  async markStarted(): Promise<void> {
    await this.connection.api.tasks.started({ task: this.id })
    await this.reload()
  }

  /** Sends queued events, and reports that the task is completed. */
  async markCompleted(message = ''): Promise<void> {
    await this.#end(() => this.connection.api.tasks.completed({ task: this.id, status_message: message }))
  }

  /** Sends queued events, and reports that the task has failed. */
  async markFailed(reason: string, message = ''): Promise<void> {
    await this.#end(() => this.connection.api.tasks.failed({ task: this.id, status_reason: reason, status_message: message, force: true }))
  }

  /** Sends queued events, and reports that the task was stopped. */
  async markStopped(reason = ''): Promise<void> {
    await this.#end(() => this.connection.api.tasks.stopped({ task: this.id, status_reason: reason, force: true }))
  }

  /** Sends queued events, and completes the task of a process that a person started. */
  async close(): Promise<void> {
    this.#closed.abort()
    if (this.#own === undefined) await this.#logger?.flush()
    else await this.#own.end({ how: 'completed' })
    await this.reload()
  }

  /** The folder of its files, as path segments. */
  async folder(): Promise<readonly string[]> {
    this.#projectName ??= await this.#readProjectName()
    return taskFolder({ id: this.id, name: this.name, projectName: this.#projectName })
  }

  async #readProjectName(): Promise<string> {
    const { project } = this.#document
    if (typeof project !== 'string' || project === '') return ''
    return (await this.connection.api.projects.get_by_id({ project })).project.name ?? ''
  }

  /** Sends the results before the end, so that whoever learns of the end finds them. */
  async #end(report: () => Promise<unknown>): Promise<void> {
    await this.#logger?.flush()
    await report()
    await this.reload()
  }
}
