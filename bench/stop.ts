import { openConnection, Task } from '@clearway/sdk'
import { startAgentProcess } from '@clearway/testkit'
import { type Figure, type Measure, percentile } from './measure.ts'
import { runProgram } from './run-program.ts'
import { openWorld, type World } from './worlds.ts'

/** Orders and time limits that are measured. */
const count = 100
const slots = 4
/** The longest that an order may take on its way to SIGTERM. */
const budget = 500
/** As `programs/limited.ts` has it. */
const limitSeconds = 1

/** Prints the time at its begin and at SIGTERM, and ends then. */
const command = `trap 'echo term $(date +%s%N); exit 0' TERM; echo begin $(date +%s%N); while :; do sleep 10 & wait; done`

/** Measures how long an order to stop, and a time limit that passes, takes until the step's process has SIGTERM. */
export const stop: Measure = {
  name: 'stop',
  run: async () => {
    await using world = await openWorld()
    const { server } = world
    const connection = await openConnection({ url: server.connection.url, credentials: server.connection })
    await Task.create({ projectName: 'bench', taskName: 'until stopped', script: { command }, connection })
    await using _agent = await startAgentProcess(server.connection, { queues: ['default'], slots })
    return [...figures('an order to stop', await orders(world)), ...figures('a time limit', await limits(world))]
  },
}

function figures(name: string, delays: readonly number[]): readonly Figure[] {
  return [
    { name: `${name} → SIGTERM in its process, p95 of ${delays.length}`, value: percentile(delays, 0.95), unit: 'ms', budget },
    { name: `${name} → SIGTERM in its process, p50`, value: percentile(delays, 0.5), unit: 'ms' },
  ]
}

async function orders({ api }: World): Promise<readonly number[]> {
  const { tasks: found } = await api.tasks.get_all({ name: '^until stopped$', only_fields: ['id'] })
  const { queues } = await api.queues.get_all({ name: '^default$', only_fields: ['id'] })
  const delays: number[] = []
  const lane = async (): Promise<void> => {
    for (let n = 0; n < count / slots; n += 1) {
      const { id: task } = await api.tasks.clone({ task: found[0]!.id })
      await api.tasks.enqueue({ task, queue: queues[0]!.id })
      await timeOf('begin', api, task)
      const ordered = Date.now()
      await api.tasks.stop({ task })
      delays.push((await timeOf('term', api, task)) - ordered)
    }
  }
  await Promise.all(Array.from({ length: slots }, lane))
  return delays
}

async function limits(world: World): Promise<readonly number[]> {
  const { api } = world
  const { id } = await runProgram(world, 'limited.ts')
  const { tasks } = await api.tasks.get_all({ parent: [id], search_hidden: true, only_fields: ['id'] })
  return Promise.all(
    tasks.map(async ({ id: task }) => (await timeOf('term', api, task)) - (await timeOf('begin', api, task)) - limitSeconds * 1000),
  )
}

/** When a task's program printed a word, in milliseconds; waits for it. */
async function timeOf(word: string, api: World['api'], task: string): Promise<number> {
  for (let after = 0; ;) {
    const { events, last } = await api.events.get_task_log({ task, order: 'asc', after, wait: 30 })
    for (const { msg } of events) {
      const nanoseconds = new RegExp(`^${word} (\\d{19})$`).exec(String(msg))?.[1]
      if (nanoseconds !== undefined) return Number(nanoseconds.slice(0, -3)) / 1000
    }
    after = last ?? after
  }
}
