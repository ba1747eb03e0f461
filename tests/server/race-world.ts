import { type Api, isApiError } from '@clearway/sdk/client'
import { fakeAgent } from './fake-agent.ts'

/** One entity of each kind that a race needs, used by no other race. */
export interface RaceWorld {
  readonly api: Api
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly projectName: string
  readonly project: string
  readonly queueName: string
  readonly queue: string
  readonly task: string
  /** Eight more drafts, if the race needs several tasks. */
  readonly tasks: string[]
  readonly model: string
  readonly agent: ReturnType<typeof fakeAgent>
  readonly agents: readonly ReturnType<typeof fakeAgent>[]
  /** The attempt of the task, once it was claimed. */
  attempt: string
  /** What else a race created in its preparation. */
  made: string
  /** Enqueues the first of `tasks`. */
  readonly enqueue: (count: number) => Promise<void>
  /** Enqueues the task, and has the agent claim and start it. */
  readonly claim: () => Promise<void>
  readonly run: () => Promise<void>
}

let made = 0

export async function raceWorld(api: Api, url: string, authorization: string, severalTasks: boolean): Promise<RaceWorld> {
  made += 1
  const [projectName, queueName] = [`race ${made}`, `race ${made}`]
  const project = (await api.projects.create({ name: projectName })).id
  const queue = (await api.queues.create({ name: queueName })).id
  const task = (await api.tasks.create({ name: 'raced', type: 'training', project })).id
  const tasks: string[] = []
  for (let number = 0; number < (severalTasks ? 8 : 0); number += 1)
    tasks.push((await api.tasks.create({ name: `task ${number}`, type: 'training', project })).id)
  const model = (await api.models.create({ name: 'raced', uri: 'file:///raced', project, ready: false })).id
  const agent = fakeAgent(api, `race-${made}`, { queues: [queue] })
  const world: RaceWorld = {
    api,
    url,
    headers: { authorization },
    projectName,
    project,
    queueName,
    queue,
    task,
    tasks,
    model,
    agent,
    agents: Array.from({ length: 8 }, (_, number) => fakeAgent(api, `race-${made}-${number}`, { queues: [queue] })),
    attempt: '',
    made: '',
    async enqueue(count) {
      for (const each of tasks.slice(0, count)) await api.tasks.enqueue({ task: each, queue })
    },
    async claim() {
      await api.tasks.enqueue({ task, queue })
      world.attempt = (await agent.claimOne()).attempt
    },
    async run() {
      await world.claim()
      await agent.start({ attempt: world.attempt })
    },
  }
  return world
}

const timeKeys =
  /^(created|begun|started|completed|published|status_changed|last_update|last_change|last_worker_report|updated|added|active_duration|last_worker|timestamp|.*_time|register_timeout|running_time)$/

/** All that a race can have changed, without times, and with each id replaced by the name of its entity. */
export async function outcomeOf(world: RaceWorld, workerPattern: string): Promise<unknown> {
  const { api, project, projectName, queueName, queue, task, tasks, model } = world
  const projects = (await api.projects.get_all({ name: `^${projectName}(/|$)`, order_by: ['name'] })).projects
  const within = { project: [...projects.map(({ id }) => id), project], order_by: ['name'], search_hidden: true }
  const found = {
    projects,
    tasks: (await api.tasks.get_all(within)).tasks,
    orphans: (await api.tasks.get_all({ id: [task, ...tasks] })).tasks.map(({ name, project: home }) => [name, home !== undefined]),
    models: (await api.models.get_all({ id: [model] })).models,
    moreModels: (await api.models.get_all(within)).models.map(({ name }) => name),
    queues: (await api.queues.get_all({ name: `^${queueName}( |$)`, order_by: ['name'] })).queues,
    workers: (await api.workers.get_all({ worker_pattern: workerPattern })).workers.map(({ tags, queues }) => [tags, queues?.length]),
    run: await api.runs.get({ run: task }).catch(whereDeleted),
    log: await api.events.get_task_log({ task }).then(({ events }) => events.map(({ msg }) => String(msg)).toSorted(), whereDeleted),
  }
  const names = new Map([
    ...[task, ...tasks].map((id, number) => [id, `task ${number}`] as const),
    [model, 'model'],
    [queue, 'queue'],
    [project, 'project'],
  ])
  return settled(
    found,
    (text) =>
      names.get(text) ??
      text
        .replaceAll(projectName, 'race')
        .replaceAll(/race-\d+(-\d+)?/g, 'agent')
        .replaceAll(/\b[0-9a-f]{32}\b/g, 'id'),
  )
}

function settled(value: unknown, named: (text: string) => string): unknown {
  if (typeof value === 'string') return named(value)
  if (Array.isArray(value))
    return value.map((item) => settled(item, named)).toSorted((a, b) => compare(JSON.stringify(a), JSON.stringify(b)))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !timeKeys.test(key))
      .toSorted(([a], [b]) => compare(a, b))
      .map(([key, inner]) => [named(key), settled(inner, named)]),
  )
}
const compare = (a = '', b = ''): number => (a < b ? -1 : a > b ? 1 : 0)

/** What stands for a task's run or log after the task was deleted. Any other error is thrown. */
function whereDeleted(error: unknown): 'gone' {
  if (!isApiError(error, 'task_not_found')) throw error
  return 'gone'
}
