import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { database, startAgentProcess, until } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { type Api, openConnection } from '@clearway/sdk'
import broken from './programs/functions/broken.ts'
import caught from './programs/functions/caught.ts'
import listed from './programs/functions/listed.ts'
import mended from './programs/functions/mended.ts'
import revalued from './programs/functions/revalued.ts'
import { ended, logOf, pipelineWorld, standing, stepsOf, submit } from './pipeline-world.ts'

test(
  'a paused run waits, a failed one goes on at its failed step, and a retry from a step runs it and what is below anew',
  {
    timeout: 120_000,
  },
  async () => {
    await using world = await pipelineWorld(database)
    const { api } = world
    await using _agent = await startAgentProcess(world.connection, { queues: ['default'] })
    const { run } = await submit(world, 'retried.ts', { queue: 'default' })
    await until(async () => (await stepsOf(api, run)).some(({ status }) => status === 'in_progress'))
    expect((await api.runs.pause({ run })).paused).toEqual([run])
    await until(async () => (await stepsOf(api, run)).every(({ status }) => status === 'completed'))
    await until(async () => (await api.runs.view({ run })).steps.some(({ name, status }) => name === 'load' && status === 'completed'))
    expect((await stepsOf(api, run)).map(({ name }) => name)).toEqual(['load'])
    await api.runs.resume({ run })
    expect((await ended(api, run)).status, await standing(api, run)).toBe('failed')

    const train = (await stepsOf(api, run)).find(({ name }) => name === 'train')?.id ?? ''
    const outcome = `/tmp/clearway-outcome-${train}`
    await writeFile(outcome, 'good')
    try {
      expect(await api.runs.retry({ run, parameters: { outcome: 'good' } })).toMatchObject({ status: 'queued', steps: ['train'] })
      expect((await ended(api, run)).status, await standing(api, run)).toBe('completed')
    } finally {
      await rm(outcome, { force: true })
    }
    const first = await stepsOf(api, run)
    expect(first.map(({ name, status }) => [name, status])).toEqual([
      ['load', 'completed'],
      ['train', 'completed'],
      ['report', 'completed'],
    ])
    expect(first[1]).toMatchObject({ id: train, hyperparams: { Args: { outcome: { value: 'good' } } } })
    expect((await logOf(api, train)).match(/^training$/gm)?.length).toBe(2)

    await api.runs.retry({ run, from: 'report' })
    expect((await ended(api, run)).status, await standing(api, run)).toBe('completed')
    const again = await stepsOf(api, run)
    expect(again.map(({ name }) => name)).toEqual(['load', 'train', 'report', 'report'])
    expect(again.filter(({ id }) => first.some((step) => step.id === id)).map(({ completed }) => completed)).toEqual(
      first.map(({ completed }) => completed),
    )
  },
)

test(
  'a run of functions goes on with the mended file, then with other parameters, and what had completed is not repeated',
  { timeout: 120_000 },
  async () => {
    await using world = await pipelineWorld(database)
    const { api } = world
    const connection = await openConnection({ url: world.url, credentials: world.connection })
    await using _agent = await startAgentProcess(world.connection, { queues: ['default'] })
    const { id: run } = await broken.run({}, { connection, queue: 'default' })
    const failed = await ended(api, run)
    expect(failed.status, await standing(api, run)).toBe('failed')
    // An agent runs the step's code, and the error names the user's file and line all the same.
    expect(failed.status_reason).toMatch(/^Step 'train' failed: RangeError: to be mended \(.*broken\.ts:5:9\)$/)
    const [load, train] = await stepsOf(api, run)
    expect(await logOf(api, train?.id ?? '')).toMatch(/RangeError: to be mended\n\s+at .*broken\.ts:5:9/)

    const again = await mended.retry(run, { from: 'train', connection })
    expect(again.id).toBe(run)
    expect((await ended(api, run)).status, await standing(api, run)).toBe('completed')
    expect(await again.result()).toBe(42)
    const steps = await stepsOf(api, run)
    expect(steps.map(({ name, status }) => [name, status])).toEqual([
      ['load', 'completed'],
      ['train', 'failed'],
      ['train', 'completed'],
    ])
    expect(steps[0]).toMatchObject({ id: load?.id, completed: load?.completed })

    // The body gives the retried step the new value, although it had another when it was recorded.
    await api.runs.retry({ run, from: 'train', parameters: { factor: 3 } })
    expect((await ended(api, run)).status, await standing(api, run)).toBe('completed')
    expect(await again.result()).toBe(63)
    expect((await stepsOf(api, run)).map(({ name }) => name)).toEqual(['load', 'train', 'train', 'train'])
  },
)

/** A folder for what the steps of `revalued.ts` record. */
async function aFolder() {
  const path = await mkdtemp(join(tmpdir(), 'clearway-revalued-'))
  let seen = 0
  /** What has begun since the last call. */
  const began = async (): Promise<string[]> => {
    const lines = (await readFile(join(path, 'began'), 'utf8')).split('\n').filter(Boolean)
    return lines.slice(seen, (seen = lines.length)).toSorted()
  }
  return { path, began, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

const first = ['apart 0', 'best 20', 'few 2', 'fit 1', 'fit 2', 'fit 200', 'load 2', 'size 20']
/** What three rows in place of two affect: one more member of the map, what joins it, and what was given the number. */
const affected = ['best 30', 'fit 3', 'fit 300', 'load 3', 'size 30']
/** Back at two rows the cached step has its result, and what was skipped begins again. */
const back = ['best 20', 'few 2', 'fit 200', 'load 2']

async function statusesOf(run: string, api: Api): Promise<string> {
  return (await api.runs.view({ run })).steps.map(({ name, status }) => `${name} ${status}`).join(', ')
}

test(
  'a retried step whose value a body makes other inputs of begins the steps that get them anew, and no others',
  { timeout: 180_000 },
  async () => {
    await using world = await pipelineWorld(database)
    await using folder = await aFolder()
    const { api } = world
    const connection = await openConnection({ url: world.url, credentials: world.connection })
    await using _agent = await startAgentProcess(world.connection, { queues: ['default'], slots: 2 })
    const run = await revalued.run({ folder: folder.path }, { connection, queue: 'default' })
    const completes = async (): Promise<void> => expect((await ended(api, run.id)).status, await standing(api, run.id)).toBe('completed')
    await completes()
    expect(await folder.began()).toEqual(first)
    const begun = await stepsOf(api, run.id)

    const preview = await run.previewRetry({ from: 'load', parameters: { rows: 3 } })
    expect(preview.repeats).toEqual(['load'])
    // What of it the body then calls with other inputs begins anew.
    expect(preview.may_change.toSorted()).toEqual(preview.keeps.toSorted())
    expect(preview.keeps).toContain('best')
    await api.runs.retry({ run: run.id, from: 'load', parameters: { rows: 3 } })
    await completes()
    expect(await run.result()).toEqual({ highest: 30, sized: 30, within: 3000 })
    expect(await folder.began()).toEqual(affected)
    expect(await statusesOf(run.id, api)).toMatch(/few skipped/)
    const kept = (await stepsOf(api, run.id)).filter(({ id }) => begun.some((step) => step.id === id))
    expect(kept.map(({ id, completed }) => [id, completed])).toEqual(begun.map(({ id, completed }) => [id, completed]))

    await api.runs.retry({ run: run.id, from: 'load', parameters: { rows: 2 } })
    await completes()
    expect(await run.result()).toEqual({ highest: 20, sized: 20, within: 2000 })
    expect(await folder.began()).toEqual(back)

    // Nothing of it changes what other steps are given.
    await api.runs.retry({ run: run.id, from: 'load' })
    await completes()
    expect(await folder.began()).toEqual(['load 2'])
  },
)

test('a run that goes on locally after a retry begins anew what the new values affect', { timeout: 120_000 }, async () => {
  await using world = await pipelineWorld(database)
  await using folder = await aFolder()
  const connection = await openConnection({ url: world.url, credentials: world.connection })
  const run = await revalued.run({ folder: folder.path }, { connection, local: true })
  expect(await run.result()).toEqual({ highest: 20, sized: 20, within: 2000 })
  expect(await folder.began()).toEqual(first)
  await world.api.runs.retry({ run: run.id, from: 'load', parameters: { rows: 3 } })
  const again = await revalued.run({}, { connection, local: true, resume: run.id })
  expect(await again.result()).toEqual({ highest: 30, sized: 30, within: 3000 })
  expect(await folder.began()).toEqual(affected)
})

test('a run whose body only lists steps, driven by a process, is retried from one of them', { timeout: 120_000 }, async () => {
  await using world = await pipelineWorld(database)
  const { api } = world
  const connection = await openConnection({ url: world.url, credentials: world.connection })
  await using _agent = await startAgentProcess(world.connection, { queues: ['default'] })
  const run = await listed.run({}, { connection, queue: 'default' })
  expect(await run.result()).toBe(42)
  await api.runs.retry({ run: run.id, from: 'double' })
  expect((await ended(api, run.id)).status, await standing(api, run.id)).toBe('completed')
  expect((await stepsOf(api, run.id)).map(({ name }) => name)).toEqual(['load', 'double', 'double'])
})

test.each([true, false])(
  'a failed step is retried while its run goes on: the body starts anew with what it gives (it had caught the failure: %s)',
  { timeout: 120_000 },
  async (catches) => {
    await using world = await pipelineWorld(database)
    await using folder = await aFolder()
    const { api } = world
    const connection = await openConnection({ url: world.url, credentials: world.connection })
    await using _agent = await startAgentProcess(world.connection, { queues: ['default'], slots: 2 })
    const run = await caught.run({ folder: folder.path, catches }, { connection, queue: 'default' })
    const statusOf = async (step: string): Promise<string | undefined> =>
      (await api.runs.view({ run: run.id })).steps.find(({ name }) => name === step)?.status
    await until(async () => (await statusOf('fragile')) === 'failed' && (await statusOf('patient')) === 'running')
    await writeFile(join(folder.path, 'mended'), '')
    await api.runs.retry({ run: run.id, parameters: { plus: 100 } })
    await until(async () => (await statusOf('fragile')) === 'completed')
    await writeFile(join(folder.path, 'enough'), '')
    expect((await ended(api, run.id)).status, await standing(api, run.id)).toBe('completed')
    expect(await run.result()).toBe(111)
    expect((await stepsOf(api, run.id)).map(({ name = '' }) => name).toSorted()).toEqual(['fragile', 'patient', 'sum'])
  },
)
