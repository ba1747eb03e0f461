import type { Artifact as WireArtifact, Task as WireTask, TaskStatus } from '@clearway/contract'
import { parametersOf } from '@clearway/engine'
import { hasEnded, type TaskType } from '@clearway/contract/status'
import { type Connection, type ConnectionOptions, openConnection } from './connection.ts'
import { type ArtifactReader, readArtifacts } from './task/artifact-reader.ts'
import { type ArtifactValue, storeArtifact } from './task/artifacts.ts'
import { type BeginOptions, beginTask } from './task/begin.ts'
import { connectConfiguration, connectParameters, writeParameters } from './task/connect.ts'
import { createDraft, type CreateOptions } from './task/create.ts'
import { taskFolder } from './task/file-path.ts'
import { Logger } from './task/logger.ts'
import { findQueue, findTask } from './task/lookup.ts'
import { makeOutputModel, type Model, openModels, type OutputModelOptions } from './task/models.ts'
import { type OwnProcess, ownProcess } from './task/own-process.ts'
import type { Parameters, ParameterValue } from './task/parameters.ts'
import { watchForStop } from './task/stop-watch.ts'
import { readSurroundings } from './task/surroundings.ts'
import { waitForStatus, type WaitOptions } from './task/wait.ts'

/** How a task finds its server: a connection that is open already, or where to look. */
export interface Connected {
  readonly connection?: Connection | ConnectionOptions
}

export interface InitOptions extends BeginOptions, Connected {
  /** Send what the process prints as the task's log; true unless told, and never where the agent does so. */
  readonly captureOutput?: boolean
}

export type TaskName = { readonly id: string } | { readonly projectName: string; readonly taskName: string }

export interface CloneOptions {
  readonly name?: string
  readonly comment?: string
  readonly parent?: string
  readonly project?: string
}

/** One task: its definition, its results, and what can be done with it. */
export class Task {
  /** The task of this process, once `Task.init` has been called. */
  static current: Task | undefined

  readonly id: string
  readonly connection: Connection
  /** Reads the artifacts: `await task.artifacts.get('data')`. */
  readonly artifacts: ArtifactReader
  #document: WireTask
  #projectName: string | undefined
  #logger: Logger | undefined
  #own: OwnProcess | undefined
  #stopSignal: AbortSignal | undefined
  readonly #over = new AbortController()

  constructor(connection: Connection, document: WireTask) {
    this.id = document.id
    this.connection = connection
    this.#document = document
    this.artifacts = readArtifacts(connection, async () => (await this.reload()).document.execution?.artifacts ?? [])
  }

  /** Makes a draft on the server, to be run by an agent or as a pipeline's step. */
  static async create({ connection, ...options }: CreateOptions & Connected): Promise<Task> {
    const open = await connected(connection)
    return Task.get({ id: await createDraft(open, options), connection: open })
  }

  /**
   * The task of this process. Started by hand it is made and begun here, and ends with the process. Started by an agent it is the task that the agent
   * runs: names and type given here count for nothing, and the agent says how it ended.
   */
  static async init({ connection, captureOutput = true, ...options }: InitOptions): Promise<Task> {
    if (Task.current !== undefined) return Task.current
    const open = await connected(connection)
    const { taskId, sendsLog } = readSurroundings()
    const task = await Task.get({ id: taskId ?? (await beginTask(open, options)), connection: open })
    task.#own = ownProcess({
      api: open.api,
      task: task.id,
      logger: task.logger,
      isStartedByAgent: taskId !== undefined,
      capturesOutput: captureOutput && sendsLog,
      onEnd: () => {
        task.#over.abort()
        if (Task.current === task) Task.current = undefined
      },
    })
    Task.current = task
    return task
  }

  /** A task by its id, or the newest of that name in a project. */
  static async get({ connection, ...which }: TaskName & Connected): Promise<Task> {
    const open = await connected(connection)
    const id = 'id' in which ? which.id : await findTask(open.api, which.projectName, which.taskName)
    return new Task(open, (await open.api.tasks.get_by_id({ task: id })).task)
  }

  /** The task as the server last showed it; `reload` reads it anew. */
  get document(): WireTask {
    return this.#document
  }

  get name(): string {
    return this.#document.name ?? ''
  }

  get type(): TaskType {
    return this.#document.type ?? 'training'
  }

  /** As last read. */
  get status(): TaskStatus {
    return this.#document.status ?? 'created'
  }

  get tags(): readonly string[] {
    return this.#document.tags ?? []
  }

  /** Sends scalars, plots and log lines. */
  get logger(): Logger {
    this.#logger ??= new Logger(this.connection.api, this.id, readSurroundings().worker)
    return this.#logger
  }

  /** Aborted once somebody asks for the task to be stopped. The first use begins to listen. */
  get stopSignal(): AbortSignal {
    this.#stopSignal ??= watchForStop(this.connection.backgroundApi, this.id, this.#over.signal)
    return this.#stopSignal
  }

  /** Calls back once, when somebody asks for the task to be stopped. */
  onStopRequested(callback: (reason: string) => void): void {
    const signal = this.stopSignal
    signal.addEventListener('abort', () => callback(signal.reason instanceof Error ? signal.reason.message : String(signal.reason)), {
      once: true,
    })
  }

  async reload(): Promise<this> {
    this.#document = (await this.connection.api.tasks.get_by_id({ task: this.id })).task
    return this
  }

  /** A draft with the same definition and none of the results. */
  async clone({ name, comment, parent, project }: CloneOptions = {}): Promise<Task> {
    const { id } = await this.connection.api.tasks.clone({
      task: this.id,
      new_task_name: name ?? `Clone of ${this.name}`,
      ...(comment === undefined ? {} : { new_task_comment: comment }),
      ...(parent === undefined ? {} : { new_task_parent: parent }),
      ...(project === undefined ? {} : { new_task_project: project }),
    })
    return Task.get({ id, connection: this.connection })
  }

  /** Puts it on a queue, given by name or id; without one on the default queue. */
  async enqueue({ queue }: { readonly queue?: string } = {}): Promise<this> {
    const { api } = this.connection
    await api.tasks.enqueue({ task: this.id, ...(queue === undefined ? {} : { queue: await findQueue(api, queue) }) })
    return this.reload()
  }

  /**
   * Ties parameters to the task. In a process of its own they are written to the task; in one that an agent started, the task's values come back in
   * their place, each with the type of its default, and those that the task lacks are written to it. The object given is left as it is.
   */
  async connect<P extends Parameters>(parameters: P, section = 'General'): Promise<P> {
    return connectParameters(this, parameters, section)
  }

  /** Like `connect`, for a whole document under one name, which is not taken apart into parameters. */
  async connectConfiguration<C>(name: string, value: C): Promise<C> {
    return connectConfiguration(this, name, value)
  }

  /** All parameters as texts, keyed `Section/name`. */
  async getParameters(): Promise<Record<string, string>> {
    return parametersOf((await this.reload()).document)
  }

  /** Sets parameters, keyed `Section/name`; others stay as they are. */
  async setParameters(parameters: Readonly<Record<string, ParameterValue>>): Promise<void> {
    await writeParameters(this, parameters)
  }

  /** Values about a run that people may edit in any status, such as a version. */
  async setUserProperties(properties: Readonly<Record<string, string | number | boolean>>): Promise<void> {
    await writeParameters(this, Object.fromEntries(Object.entries(properties).map(([name, value]) => [`properties/${name}`, value])))
  }

  /**
   * Keeps a value with the task: a text, bytes, a `file:` URL, or anything that is JSON. It is stored when this
   * resolves. A value that JSON would change, such as a Map, is refused with its path.
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

  /** The models that it reads and writes. */
  async models(): Promise<{ readonly input: readonly Model[]; readonly output: readonly Model[] }> {
    const { models } = (await this.reload()).document
    const [input, output] = await Promise.all([
      openModels(this.connection, models?.input ?? []),
      openModels(this.connection, models?.output ?? []),
    ])
    return { input, output }
  }

  async addTags(...tags: readonly string[]): Promise<void> {
    await this.setTags([...new Set([...(await this.reload()).tags, ...tags])])
  }

  async setTags(tags: readonly string[]): Promise<void> {
    await this.connection.api.tasks.update({ task: this.id, tags: [...tags] })
    await this.reload()
  }

  /** Resolves once it has one of these statuses (without any: once it has ended), and gives the status. */
  async wait({ until, ...options }: WaitOptions & { readonly until?: readonly TaskStatus[] } = {}): Promise<TaskStatus> {
    const reached = until === undefined ? hasEnded : (status: TaskStatus) => until.includes(status)
    await waitForStatus(this.connection.api, this.id, reached, options)
    return (await this.reload()).status
  }

  /** Asks for it to be stopped: at once if nothing runs it, else its agent ends the processes. */
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

  async markStarted(): Promise<void> {
    await this.connection.api.tasks.started({ task: this.id })
    await this.reload()
  }

  async markCompleted(message = ''): Promise<void> {
    await this.#end(() => this.connection.api.tasks.completed({ task: this.id, status_message: message }))
  }

  async markFailed(reason: string, message = ''): Promise<void> {
    await this.#end(() => this.connection.api.tasks.failed({ task: this.id, status_reason: reason, status_message: message, force: true }))
  }

  async markStopped(reason = ''): Promise<void> {
    await this.#end(() => this.connection.api.tasks.stopped({ task: this.id, status_reason: reason, force: true }))
  }

  /** Sends what waits to be sent. The task of a process that was started by hand is completed by it. */
  async close(): Promise<void> {
    this.#over.abort()
    if (this.#own === undefined) await this.#logger?.flush()
    else await this.#own.end({ how: 'completed' })
    await this.reload()
  }

  /** Where its files lie, from the outermost folder on. */
  async folder(): Promise<readonly string[]> {
    this.#projectName ??= await this.#readProjectName()
    return taskFolder({ id: this.id, name: this.name, projectName: this.#projectName })
  }

  async #readProjectName(): Promise<string> {
    const { project } = this.#document
    if (typeof project !== 'string' || project === '') return ''
    return (await this.connection.api.projects.get_by_id({ project })).project.name ?? ''
  }

  /** Results first, then the end, so that whoever hears of the end finds them. */
  async #end(say: () => Promise<unknown>): Promise<void> {
    await this.#logger?.flush()
    await say()
    await this.reload()
  }
}

async function connected(connection: Connected['connection']): Promise<Connection> {
  return connection !== undefined && 'api' in connection ? connection : openConnection(connection)
}
