import type { Api } from '@clearway/sdk/client'
import { once } from 'node:events'
import { request } from 'node:http'
import { database, startServer } from '@clearway/testkit'
import { test as serverTest } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { httpCall, type HttpAnswer, tokenOf } from './http-call.ts'
import { keysOf, roleUsers } from './role-users.ts'

const words = (count: number): string[] => Array.from({ length: count }, (_, n) => `word${n}`)
/** A pattern that takes about ten milliseconds for each of the long comments and matches none. */
const slowPattern = `(${words(200)
  .map((word) => `x.*${word.at(-1)}`)
  .join('|')})y$`

/** A search that takes a minute. */
const slow = { _any_: { fields: Array<string>(100).fill('comment'), pattern: slowPattern }, only_fields: ['id'] }

const test = serverTest
  .extend('settings', { scope: 'file' }, { users: roleUsers, readers: 2, readSeconds: 6 })
  .extend('token', { scope: 'file' }, ({ world }) => tokenOf(world.url, world.connection))
  .extend('viewer', { scope: 'file' }, ({ world }) => tokenOf(world.url, keysOf('viewer')))
  .extend(
    'list',
    { scope: 'file' },
    ({ world }) =>
      (token: string, body: object): Promise<HttpAnswer> =>
        httpCall(world.url, 'tasks.get_all', { token, body }),
  )

test.for<readonly [name: string, body: object, field: string]>([
  ['a pattern of 20,000 alternatives', { name: `(${words(20_000).join('|')})` }, 'name'],
  ['a joined pattern of 20,000 alternatives', { _any_: { fields: ['name', 'comment'], pattern: `(${words(20_000).join('|')})` } }, 'name'],
  ['60 sort keys', { order_by: words(60).map((word) => `hyperparams.Args.${word}`) }, 'order_by'],
  ['1,000 words', { search_text: words(1_000).join(' ') }, 'search_text'],
  [
    '1,000 filters',
    { filters: Object.fromEntries(words(1_000).map((word) => [`hyperparams.Args.${word}`, { any: { include: ['1'] } }])) },
    'filters',
  ],
  ['1,000 fields', Object.fromEntries(words(1_000).map((word) => [`runtime.${word}`, ['1']])), 'filters'],
  ['1,000 tags that all must be there', { tags: ['__$all', ...words(1_000)] }, 'filters'],
])('%s: refused by name', async ([, body, field], { list, viewer }) => {
  expect(await list(viewer, body)).toMatchObject({ status: 400, code: 'query_too_complex', meta: { error_data: { field } } })
})

test('requests of real clients stay within the bounds', async ({ list, viewer }) => {
  const escaped = `^${'very long name, '.repeat(500).replaceAll(/[ ,]/g, (character) => `\\${character}`)}$`
  expect((await list(viewer, { name: escaped })).status).toBe(200)
  expect((await list(viewer, { name: `(${words(200).join('|')})` })).status).toBe(200)
  expect((await list(viewer, { id: words(10_000), only_fields: ['id', 'status'] })).status).toBe(200)
  expect((await list(viewer, { tags: words(1_000), order_by: ['-last_update', 'name', 'id'] })).status).toBe(200)
  expect((await list(viewer, { search_text: words(30).join(' ') })).status).toBe(200)
})

/** Tasks that are slow to search. */
async function addLongTasks(api: Api): Promise<void> {
  const comment = 'x1234567890'.repeat(60_000)
  for (let n = 0; n < 60; n += 1) await api.tasks.create({ name: `long ${n}`, type: 'training', comment: `${comment}${n}` })
}

test(
  'a search that takes too long is refused by a named error, and other lists are answered meanwhile',
  { timeout: 120_000 },
  async ({ api, list, token, viewer }) => {
    await addLongTasks(api)
    const slowLists = Array.from({ length: 6 }, () => list(viewer, slow))
    for (let n = 0; n < 5; n += 1) expect((await list(token, { name: '^long \\d$', only_fields: ['id'] })).data['tasks']).toHaveLength(10)
    for (const answer of await Promise.all(slowLists)) expect(answer).toMatchObject({ status: 400, code: 'query_too_slow' })
    expect((await list(viewer, { name: '^long 1$', only_fields: ['id'] })).data['tasks']).toHaveLength(1)
  },
)

test('a search ends when its caller disconnects', { timeout: 120_000 }, async () => {
  // Each search that went on without its caller would hold the only reader for a minute.
  await using patient = await startServer(database, { settings: { readers: 1, readSeconds: 600 } })
  const mine = await tokenOf(patient.url, patient.connection)
  await addLongTasks(patient.api)
  const leaving = Array.from({ length: 20 }, () => {
    const headers = { authorization: `Bearer ${mine}`, 'content-type': 'application/json' }
    const call = request(`${patient.url}/tasks.get_all`, { method: 'POST', headers })
    call.on('error', () => {})
    call.end(JSON.stringify(slow))
    return call
  })
  await Promise.all(leaving.map((call) => once(call, 'finish')))
  for (const call of leaving) call.destroy()
  const body = { name: '^long 2$', only_fields: ['id'] }
  expect(await httpCall(patient.url, 'tasks.get_all', { token: mine, body })).toMatchObject({ status: 200 })
})
