import { type Connection, file, openConnection, type Pipeline, runResult } from '@clearway/sdk'
import { startAgentProcess } from '@clearway/testkit'
import { test as serverTest } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { ended, standing } from './pipeline-world.ts'
import { close, converted, defaults, listed, reads } from './programs/functions/parameters.ts'

const test = serverTest.extend('connection', { scope: 'file' }, ({ world }) =>
  openConnection({ url: world.url, credentials: world.connection }),
)

/** What the body of a pipeline gets, in a run in this process. */
async function given<P, R>(connection: Connection, made: Pipeline<P, R>, parameters: P): Promise<unknown> {
  return (await made.run(parameters, { connection, debug: true })).result()
}

test('the body gets the parameters that a run was given', async ({ connection }) => {
  for (const parameters of [
    { id: '42', query: '[1]' },
    { query: '"exact phrase"' },
    { id: 42, query: '{"$date":"1970-01-01T00:00:00.000Z"}' },
    { id: new Date(0), rate: Infinity },
    { id: { $date: 'text' }, ids: [1, 2], files: [] },
  ]) {
    const all = { id: null, query: '', files: ['a'], ids: [], rate: 0.5, ...parameters }
    expect(await given(connection, defaults, parameters)).toEqual(all)
  }
})

test('a text that a schema also takes as null or a list stays what it is', async ({ connection }) => {
  expect(await given(connection, listed, { id: '42', note: '"exact phrase"' })).toEqual({ rows: 200, id: '42', note: '"exact phrase"' })
  expect(await given(connection, listed, { id: null, ids: [1] })).toEqual({ rows: 200, id: null, ids: [1] })
})

test('a file is a parameter of a TypeBox schema', async ({ connection }) => {
  expect(await given(connection, reads, { data: file(import.meta.filename) })).toMatch(/^import /)
})

test('a run fails whose parameters its own process refuses when it begins to drive it', async ({ connection, api }) => {
  let id = ''
  const run = converted.run(
    { n: '1' },
    {
      connection,
      debug: true,
      onProgress: (progress) => {
        if (progress.type !== 'started') return
        id = progress.run
        close(true)
      },
    },
  )
  await expect(run).rejects.toThrow('is closed')
  close(false)
  expect((await api.tasks.get_by_id({ task: id })).task).toMatchObject({
    status: 'failed',
    status_reason: expect.stringContaining('is closed'),
  })
})

test('a schema converts the parameters of a run once: in its process, in one of an agent, and in a rerun with others', async ({
  connection,
  api,
  world,
}) => {
  const here = await converted.run({ n: '5' }, { connection, local: true })
  expect(await here.result()).toEqual({ n: 5, unit: 'm' })
  await using _agent = await startAgentProcess(world.connection, { queues: ['default'] })
  const run = await converted.run({ n: '5' }, { connection, queue: 'default' })
  const again = await run.rerun({ parameters: { n: '7', note: 'again' }, queue: 'default' })
  for (const { id } of [run, again]) expect((await ended(api, id)).status, await standing(api, id)).toBe('completed')
  expect(await run.result()).toEqual({ n: 5, unit: 'm' })
  expect(await runResult(connection, again.id)).toEqual({ n: 7, unit: 'm', note: 'again' })
})

test('a rerun sets parameters that the run before had no value for, and lists by words with commas', async ({ connection, api, world }) => {
  const [one, other] = [await listed.run({}, { connection }), await defaults.run({}, { connection })]
  const { id: first } = await one.rerun({ parameters: { note: 'x', ids: '1,2', mode: 'fast', rows: '5' } })
  const { id: second } = await other.rerun({ parameters: { files: 'a,b', ids: '1,2', rate: 'inf' } })
  await using _agent = await startAgentProcess(world.connection, { queues: ['services'] })
  for (const id of [first, second]) expect((await ended(api, id)).status, await standing(api, id)).toBe('completed')
  expect(await runResult(connection, first)).toEqual({ rows: 5, note: 'x', ids: [1, 2], mode: 'fast' })
  expect(await runResult(connection, second)).toEqual({ id: null, query: '', files: ['a', 'b'], ids: [1, 2], rate: Infinity })
})

test('a start is refused with all values that the schema of the program does not allow', async ({ connection, api }) => {
  const { id: run } = await listed.run({}, { connection })
  const preview = await api.runs.preview({ run, parameters: { rows: 0, mode: 'slow', ids: 'a', note: '5', row: 1 } })
  expect(preview.errors.map(({ code, message }) => [code, message])).toEqual([
    ['bad_parameter', "Parameter 'rows' is '0', but must be >= 1."],
    ['bad_parameter', `Parameter 'mode' is 'slow', but must be one of "fast", "exact".`],
    ['bad_parameter', "Parameter 'ids' is 'a', which is no value of the type array."],
    ['unknown_parameter', "The pipeline has no parameter 'row'."],
  ])
  expect(preview.parameters).toEqual([
    { name: 'rows', value: '200', type: 'int' },
    { name: 'mode', value: '', type: 'str' },
    { name: 'note', value: '', type: 'str', description: 'what the run is for' },
    { name: 'ids', value: '', type: 'list' },
    { name: 'id', value: '', type: 'str' },
  ])
  await expect(api.runs.start({ run, parameters: { rows: '0' } })).rejects.toMatchObject({ code: 'invalid_pipeline' })
})

test('which optional parameters a run has makes no other version of its pipeline', async ({ connection, api }) => {
  const runs = [await listed.run({}, { connection }), await listed.run({ note: 'x' }, { connection })]
  const versions = runs.map(async ({ id }) => (await api.tasks.get_by_id({ task: id })).task.runtime?.['version'])
  expect(new Set(await Promise.all(versions)).size).toBe(1)
})
