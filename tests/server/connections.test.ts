import { request } from 'node:http'
import { version } from '@clearway/contract/version'
import { database, startServer } from '@clearway/testkit'
import { expect, test } from 'vitest'

/** The `connection` header of an answer, by a client that would keep the connection. */
function connectionOf(url: string, headers: Readonly<Record<string, string>>): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const call = request(`${url}/debug.ping`, { headers: { ...headers, connection: 'keep-alive' } }, (answer) => {
      answer.resume()
      resolve(answer.headers.connection)
    })
    call.once('error', reject)
    call.end()
  })
}

test('answers to ClearML’s clients close their connection, because those clients fork with it; answers to our client do not', async () => {
  await using world = await startServer(database)
  expect(await connectionOf(world.url, { 'x-clearml-client': 'clearml-2.1.12' })).toBe('close')
  expect(await connectionOf(world.url, { 'x-trains-agent': 'api-3.0.3' })).toBe('close')
  expect(await connectionOf(world.url, { 'user-agent': 'python-requests/2.32' })).toBe('close')
  expect(await connectionOf(world.url, { 'x-clearml-client': `clearway-${version}` })).toBe('keep-alive')
  expect(await connectionOf(world.url, {})).toBe('keep-alive')
})
