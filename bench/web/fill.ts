import { defineStep, toConfiguration } from '@clearway/engine'
import type { Api } from '@clearway/sdk'

/** How many steps of a run have not begun, for changes of their states. */
export const stateChanges = 5

/** A run whose first steps wait in a queue. */
export async function largeRun(api: Api, count: number): Promise<string> {
  const { id: base } = await api.tasks.create({ name: 'work', script: { diff: 'true' } })
  const { id: queue } = await api.queues.create({ name: `web bench ${count}` })
  const all = Array.from({ length: count }, (_, n) =>
    defineStep({ name: `s${n}`, baseTask: base, parents: n < 10 ? [] : [`s${n - 10}`, ...(n % 7 === 0 ? [`s${n - 9}`] : [])] }),
  )
  const { id: run } = await api.tasks.create({
    name: 'large',
    type: 'controller',
    driver: 'server',
    system_tags: ['pipeline'],
    configuration: toConfiguration({
      name: 'large',
      version: '1',
      parameters: {},
      defaultQueue: queue,
      steps: Object.fromEntries(all.map((step) => [step.name, step])),
    }),
  })
  await api.tasks.enqueue({ task: run })
  return run
}

/** A run whose steps have ended, but for the first ones, which have not begun. */
export async function ranRun(api: Api, count: number): Promise<string> {
  const [source, run, atOnce, apart] = ['bench', 'bench run', 100, 1000]
  const begun = Date.now() - count * apart
  const nodes = Array.from({ length: count }, (_, n) => [
    `s${n}`,
    { job_id: `bench ${n}`, parents: n < 10 ? [] : [`s${n - 10}`, ...(n % 7 === 0 ? [`s${n - 9}`] : [])] },
  ])
  const pipeline = { value: JSON.stringify(Object.fromEntries(nodes)) }
  await api.imports.put({
    source,
    tasks: [
      {
        id: run,
        name: 'ran',
        type: 'controller',
        status: 'created',
        created: begun,
        last_update: begun,
        configuration: { Pipeline: pipeline },
      },
    ],
  })
  await api.tasks.started({ task: run, force: true })
  for (let from = 0; from < count; from += atOnce)
    await api.imports.put({
      source,
      tasks: Array.from({ length: atOnce }, (_, n) => {
        const created = begun + (from + n) * apart
        const task = {
          id: `bench ${from + n}`,
          name: `step ${from + n}`,
          type: 'training',
          parent: run,
          created,
          last_update: created,
        } as const
        if (from + n < stateChanges) return { ...task, status: 'created' as const }
        const times = { started: created + apart, completed: created + 8 * apart, last_worker: `w:${n % 10}` }
        return { ...task, ...times, status: 'completed' as const }
      }),
    })
  return run
}
