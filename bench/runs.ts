import { readFile } from 'node:fs/promises'
import { defineStep, type PipelineDefinition, toConfiguration } from '@clearway/engine'
import type { Api } from '@clearway/sdk'
import { until } from '@clearway/testkit'
import { type Figure, type Measure, timed } from './measure.ts'
import { pssOf } from './pss.ts'
import { openWorld, type World } from './worlds.ts'

/** How many steps of a run are brought to their end to measure the cost of one. */
const sample = 100
const waiting = 1000
/** How long the launches of a run may take. */
const longestMs = 600_000

/** Measures runs that the server drives: accepting a large pipeline, the processor time of a step by the run's size, and the memory of waiting runs. */
export const runs: Measure = {
  name: 'runs',
  run: async () => {
    await using world = await openWorld()
    const figures: Figure[] = []
    const costs: Record<string, number> = {}
    for (const shape of ['flat', 'chained'] as const)
      for (const size of [100, 1000, 10_000]) {
        const { accepted, launched, step } = await driveSome(world, shape, size)
        const words = `${size.toLocaleString('en')} ${shape} steps`
        if (size > 100) figures.push({ name: `${words}: accepted`, value: accepted, unit: 'ms', budget: 1000 })
        if (shape === 'flat') figures.push({ name: `${words}: a launch, processor time`, value: launched / size, unit: 'ms' })
        costs[`${shape} ${size}`] = step
        const first = costs[`${shape} 100`]!
        figures.push({
          name: `${words}: a step, processor time`,
          value: step,
          unit: 'ms',
          ...(size > 100 ? { budget: first * 1.5, raw: { name: 'of 100', value: first } } : {}),
        })
      }
    return [...figures, await memoryOfWaiting()]
  },
}

type Shape = 'flat' | 'chained'

/** Starts a run of so many steps, and brings the first of them to their end. */
async function driveSome(world: World, shape: Shape, size: number) {
  const { api, server } = world
  const { run, queue } = await draftOf(api, shape, size)
  const cpu = async (): Promise<number> => processorMs(server.process.pid!)
  const before = await cpu()
  const { milliseconds: accepted } = await timed(() => api.tasks.enqueue({ task: run }))
  await until(async () => (await api.queues.get_num_entries({ queue })).num === (shape === 'flat' ? size : 1), undefined, longestMs)
  const launched = (await cpu()) - before
  const start = await cpu()
  for (let n = 0; n < sample; n += 1) {
    const { entry } = await api.queues.get_next_task({ queue })
    await api.tasks.started({ task: entry!.task as string, force: true })
    await api.tasks.completed({ task: entry!.task as string, force: true })
  }
  const step = ((await cpu()) - start) / sample
  await api.tasks.reset({ task: run, force: true })
  return { accepted, launched, step }
}

async function draftOf(api: Api, shape: Shape, size: number): Promise<{ readonly run: string; readonly queue: string }> {
  const { id: base } = await api.tasks.create({ name: 'work', script: { diff: 'true' } })
  const { id: queue } = await api.queues.create({ name: `${shape} ${size} ${base}` })
  const steps = Array.from({ length: size }, (_, n) =>
    defineStep({ name: `s${n}`, baseTask: base, parents: shape === 'flat' || n === 0 ? [] : [`s${n - 1}`] }),
  )
  const definition: PipelineDefinition = {
    name: 'large',
    version: '1',
    parameters: {},
    defaultQueue: queue,
    steps: Object.fromEntries(steps.map((step) => [step.name, step])),
  }
  const { id: run } = await api.tasks.create({
    name: 'large',
    type: 'controller',
    driver: 'server',
    system_tags: ['pipeline'],
    configuration: toConfiguration(definition),
  })
  return { run, queue }
}

/** Measures on a new server, because one that has driven large runs frees their memory meanwhile. */
async function memoryOfWaiting(): Promise<Figure> {
  await using world = await openWorld()
  const { api, server } = world
  const { run } = await draftOf(api, 'chained', 5)
  const start = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1) {
      const { id } = await api.tasks.clone({ task: run, new_task_name: `waiting ${n}` })
      await api.tasks.enqueue({ task: id })
    }
  }
  // The code of a start is compiled once.
  await start(waiting / 10)
  const before = await pssOf(server.process.pid!)
  await start(waiting)
  const value = (await pssOf(server.process.pid!)) - before
  return { name: `${waiting.toLocaleString('en')} waiting runs: memory`, value, unit: 'MB', budget: 100 }
}

/** The processor time of a process so far. */
async function processorMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const [user = '0', system = '0'] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
  return (Number(user) + Number(system)) * 10
}
