import { once } from 'node:events'
import { clientOf, database, startAgentProcess, startServerProcess, until } from '@clearway/testkit'
import { type Api, openConnection } from '@clearway/sdk'
import { expect, test } from 'vitest'
import plain from './programs/functions/plain.ts'
import { ended, standing, stepsOf } from './pipeline-world.ts'

const wait = { timeoutSeconds: 100 }

test(
  'a pipeline whose steps are known before it starts needs no slot beside theirs, and goes on after a kill of the server',
  { timeout: 240_000 },
  async () => {
    await using fresh = await database.fresh()
    let server = await startServerProcess(fresh, {})
    const settings = { port: Number(new URL(server.connection.url).port) }
    try {
      await using agent = await startAgentProcess(server.connection, { queues: ['default'], slots: 1 })
      const api = clientOf(server.connection)
      const connection = await openConnection({ url: server.connection.url, credentials: server.connection })

      const run = await plain.run({ rows: 4 }, { connection, queue: 'default' })
      await until(async () => (await stepsOf(api, run.id)).some(({ name, status }) => name === 'load' && status === 'completed'))
      server.process.kill('SIGKILL')
      await once(server.process, 'exit')
      server = await startServerProcess(fresh, { settings })

      expect((await run.wait(wait)).status, await standing(api, run.id)).toBe('completed')
      expect(await run.result()).toEqual({ best: 14, unit: 'm', rows: 4 })
      const { task } = await api.tasks.get_by_id({ task: run.id })
      expect(await artifactsOf(api, run.id)).toContainEqual(['result', 'JSON', 'output'])
      expect([task.driver, task.last_worker ?? '']).toEqual(['server', ''])
      expect(agent.output()).not.toContain(run.id)

      const here = await plain.run({ rows: 4 }, { connection, debug: true })
      expect(await here.result()).toEqual(await run.result())
      expect(await artifactsOf(api, here.id)).toEqual(await artifactsOf(api, run.id))
      expect(await historyOf(api, here.id)).toEqual(await historyOf(api, run.id))

      // The steps hold the value of the parameter, so a run with another one begins as a process, which makes them anew.
      await expect(run.retry({ parameters: { rows: 2 } })).rejects.toMatchObject({ code: 'run_refused' })
      const again = await run.rerun({ parameters: { rows: 2 }, queue: 'default' })
      expect((await ended(api, again.id)).driver ?? null, await standing(api, again.id)).toBeNull()
      expect((await stepsOf(api, again.id)).find(({ name }) => name === 'load')?.hyperparams?.['Args']?.['rows']?.value).toBe('2')
      const same = await run.rerun({ queue: 'default' })
      expect((await ended(api, same.id)).driver).toBe('server')
    } finally {
      await server[Symbol.asyncDispose]()
    }
  },
)

/** The artifacts of a run's own task: its result, and those of its steps that the result consists of. */
async function artifactsOf(api: Api, run: string) {
  const { task } = await api.tasks.get_by_id({ task: run })
  return (task.execution?.artifacts ?? [])
    .map(({ key, type, mode }) => [key, type, mode])
    .toSorted(([a], [b]) => String(a).localeCompare(String(b)))
}

/** The pipeline that a run began with, and the launches and ends of its steps. */
async function historyOf(api: Api, run: string) {
  const events = (await api.runs.get({ run })).events.map(({ event }) => event as Record<string, unknown>)
  const { definition } = events[0] as { definition: unknown }
  const steps = events.flatMap(({ type, step, attempt, status }) =>
    type === 'step_launched' || (type === 'step_status' && status === 'completed') ? [[step, type, attempt]] : [],
  )
  return { definition, steps: steps.toSorted((a, b) => String(a).localeCompare(String(b))) }
}
