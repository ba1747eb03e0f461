import { connect } from 'node:net'
import { once } from 'node:events'
import { database } from '@clearway/testkit'
import { test as serverTest } from '@clearway/testkit/server-test'
import pg from 'pg'
import { describe, expect } from 'vitest'
import { observe } from './dump.ts'
import { httpCall, tokenOf } from './http-call.ts'

const test = serverTest
  .extend('token', { scope: 'file' }, ({ world }) => tokenOf(world.url, world.connection))
  .extend(
    'create',
    { scope: 'file' },
    ({ world, token }) =>
      async (name: string): Promise<unknown> =>
        (await httpCall(world.url, 'tasks.create', { method: 'GET', body: { name }, token })).data['id'],
  )
  .extend(
    'named',
    { scope: 'file' },
    ({ world }) =>
      async (name: string): Promise<string[]> =>
        (await world.api.tasks.get_all({ name: `^${name}$`, only_fields: ['id'] })).tasks.map(({ id }) => id),
  )

test('an equal call after the first was answered is a new request', async ({ create, named }) => {
  const ids = [await create('one after the other'), await create('one after the other'), await create('one after the other')]
  expect(new Set(ids).size).toBe(3)
  expect((await named('one after the other')).toSorted()).toEqual(ids.map(String).toSorted())
})

test('equal calls that are sent at the same time are separate requests', async ({ create, named }) => {
  const ids = await Promise.all(Array.from({ length: 6 }, () => create('at once')))
  expect(new Set(ids).size).toBe(6)
  expect(await named('at once')).toHaveLength(6)
})

test('equal batches of events are both stored', async ({ world, token, create }) => {
  const task = String(await create('of events'))
  const body = JSON.stringify({ task, type: 'log', msg: 'the same line', timestamp: 1000 })
  const send = () => httpCall(world.url, 'events.add_batch', { body, token, headers: { 'content-type': 'application/json-lines' } })
  const answers = [await send(), ...(await Promise.all([send(), send()]))]
  expect(answers.map(({ data }) => data['added'])).toEqual([1, 1, 1])
  expect((await world.api.events.get_task_log({ task })).events).toHaveLength(3)
})

test('idempotency records are deleted once their answers were sent', async ({ world, create }) => {
  const task = String(await create('with a record'))
  await world.api.events.add_batch([{ task, type: 'log', msg: 'with two', timestamp: 1000 }])
  const records = async (): Promise<number> => {
    await using observer = await observe(world.database)
    const stored = await observer.rows('select key from idempotency_record')
    return stored.length + (await observer.telemetryRows('batch_record')).length
  }
  await expect.poll(records).toBe(0)
})

describe.runIf(database.name === 'postgres')('while another connection holds a lock', () => {
  test(
    'a batch whose second part failed is completed by its repetition, and its lines are stored once',
    { timeout: 60_000 },
    async ({ world, token, create }) => {
      const task = String(await create('of a batch that failed'))
      const body = JSON.stringify({ task, type: 'training_stats_scalar', metric: 'm', variant: 'v', value: 1, iter: 7, timestamp: 1000 })
      const line = JSON.stringify({ task, type: 'log', msg: 'a line', timestamp: 1000 })
      const send = () =>
        httpCall(world.url, 'events.add_batch', { body: `${body}\n${line}`, token, headers: { 'content-type': 'application/json-lines' } })
      const blocker = new pg.Client({ connectionString: world.database.url })
      await blocker.connect()
      try {
        await blocker.query('begin')
        await blocker.query('lock table task_metric in exclusive mode')
        const failed = send()
        const waiting = `select pg_terminate_backend(pid) from pg_locks where not granted and relation = 'task_metric'::regclass`
        await expect.poll(async () => (await blocker.query(waiting)).rowCount, { timeout: 20_000 }).toBe(1)
        expect((await failed).status).toBeGreaterThanOrEqual(500)
      } finally {
        await blocker.end()
      }
      expect((await send()).data).toEqual({ added: 2, errors: 0, errors_info: {} })
      expect((await world.api.events.get_task_log({ task })).events).toHaveLength(1)
      const { task: completed } = await world.api.tasks.get_by_id({ task })
      expect(completed.last_iteration).toBe(7)
    },
  )

  test(
    'the repetition of a call whose connection broke gets the first answer, once',
    { timeout: 60_000 },
    async ({ world, token, create, named }) => {
      const blocker = new pg.Client({ connectionString: world.database.url })
      await blocker.connect()
      try {
        await blocker.query('begin')
        await blocker.query('lock table task in exclusive mode')
        const body = JSON.stringify({ name: 'cut off' })
        const socket = connect(Number(new URL(world.url).port), '127.0.0.1')
        await once(socket, 'connect')
        socket.write(
          `GET /tasks.create HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        )
        // Jobs of the server may wait for the table as well, and a call that has not come so far would not be written at all.
        const writing = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like 'insert into "task"%'`
        await expect
          .poll(async () => {
            // Else a transaction sees what it saw first.
            await blocker.query('select pg_stat_clear_snapshot()')
            return (await blocker.query(writing)).rowCount
          })
          .toBe(1)
        socket.destroy()
        // The repeat comes while the first is still being written.
        const again = httpCall(world.url, 'tasks.create', { method: 'GET', body, token })
        const waiting = `select 1 from pg_locks where not granted and locktype = 'advisory'`
        await expect.poll(async () => (await blocker.query(waiting)).rowCount).toBeGreaterThan(0)
        await blocker.query('rollback')
        const { data } = await again
        expect(await named('cut off')).toEqual([data['id']])
        expect(await create('cut off')).not.toBe(data['id'])
      } finally {
        await blocker.end()
      }
    },
  )
})
