import type { Task } from '@clearway/contract'
import { engineVersion, newRun, replay, type RunEvent, type RunState } from '@clearway/engine'
import type { Api } from '@clearway/sdk'
import { CommandFailed } from '../failure.ts'
import { joinSteps } from './join-steps.ts'
import { fromClearml, fromEngine } from './planned-steps.ts'
import type { PlannedStep, RunView } from './run-view.ts'

const stepFields = [
  'id',
  'name',
  'status',
  'status_reason',
  'status_message',
  'status_changed',
  'created',
  'started',
  'completed',
  'last_worker',
  'execution.queue.name',
] as const
const pageSize = 500

/** Reads a run repeatedly, and of its events only the new ones. */
export class RunReader {
  readonly #api: Api
  readonly #id: string
  #state: RunState = newRun
  #seq = 0

  constructor(api: Api, id: string) {
    this.#api = api
    this.#id = id
  }

  async read(signal?: AbortSignal): Promise<RunView> {
    const options = signal === undefined ? {} : { signal }
    const { tasks } = await this.#api.tasks.get_all_ex({ id: [this.#id], search_hidden: true, page: 0, page_size: 1 }, options)
    const [run] = tasks
    if (run === undefined)
      throw new CommandFailed(`There is no run ${this.#id}. Check the id; \`clearway pipeline list\` shows what there is.`)
    if (run.type !== 'controller')
      throw new CommandFailed(`Task ${this.#id} is no pipeline's run but of type ${run.type}. \`clearway task show\` shows it.`)
    const planned = (await this.#fromRecord(options)) ?? fromTask(run)
    return { run, steps: joinSteps(planned, await this.#stepTasks(planned, options), run) }
  }

  async #fromRecord(options: { signal?: AbortSignal }): Promise<PlannedStep[] | undefined> {
    for (;;) {
      const { seq, events, engine_version: version } = await this.#api.runs.get({ run: this.#id, after: this.#seq }, options)
      if (seq < this.#seq) {
        // The task was reset, so another run has the same id.
        ;[this.#state, this.#seq] = [newRun, 0]
        continue
      }
      if (seq === 0 || version > engineVersion) return undefined
      this.#state = replay(
        events.map(({ event }) => event as unknown as RunEvent),
        this.#state,
      )
      this.#seq = events.at(-1)?.seq ?? seq
      if (this.#seq >= seq) return fromEngine(this.#state)
    }
  }

  /** The run's children and the tasks that it reused, newest first. */
  async #stepTasks(planned: readonly PlannedStep[], options: { signal?: AbortSignal }): Promise<Task[]> {
    const children: Task[] = []
    for (let page = 0; ; page += 1) {
      const { tasks } = await this.#api.tasks.get_all_ex(
        { parent: [this.#id], search_hidden: true, only_fields: [...stepFields], order_by: ['-created'], page, page_size: pageSize },
        options,
      )
      children.push(...tasks)
      if (tasks.length < pageSize) break
    }
    const known = new Set(children.map(({ id }) => id))
    const elsewhere = planned.flatMap(({ task }) => (task === undefined || known.has(task) ? [] : [task]))
    for (let from = 0; from < elsewhere.length; from += pageSize) {
      const id = elsewhere.slice(from, from + pageSize)
      children.push(
        ...(
          await this.#api.tasks.get_all_ex({ id, search_hidden: true, only_fields: [...stepFields], page: 0, page_size: pageSize }, options)
        ).tasks,
      )
    }
    return children
  }
}

function fromTask(run: Task): PlannedStep[] {
  const text = run.configuration?.['Pipeline']?.value
  return typeof text === 'string' && text.trim() !== '' ? fromClearml(text) : []
}
