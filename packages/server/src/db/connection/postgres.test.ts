import { postgres } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { postgresProxy } from '../../../test/postgres-proxy.ts'
import { postgresPool, type PostgresOptions } from './postgres.ts'

/** A pool that a test closes at its end. */
function poolOf(url: string, options?: PostgresOptions) {
  const pool = postgresPool(url, options)
  return { pool, [Symbol.asyncDispose]: () => pool.end() }
}

test('a statement fails whose answer does not come, and later statements have another connection', async () => {
  await using database = await postgres.fresh()
  await using proxy = await postgresProxy(database.url)
  await using opened = poolOf(proxy.url, { connections: 1, deadlines: { connect: 500, statement: 300, silence: 500 } })
  const { pool } = opened
  await pool.query('select 1')
  proxy.freeze()
  await expect(pool.query('select 2')).rejects.toMatchObject({ code: 'ETIMEDOUT' })
  await expect(pool.query('select 3')).rejects.toThrow('timeout')
  proxy.reopen()
  expect((await pool.query('select 4 as n')).rows).toEqual([{ n: 4 }])
})

test('PostgreSQL ends statements and transactions that take too long', async () => {
  await using database = await postgres.fresh()
  await using opened = poolOf(database.url, { deadlines: { connect: 10_000, statement: 100, silence: 10_000 } })
  await expect(opened.pool.query('select pg_sleep(60)')).rejects.toMatchObject({ code: '57014' })
  const client = await opened.pool.connect()
  const ended = new Promise<Error>((resolve) => client.once('error', resolve))
  await client.query('begin')
  expect(await ended).toMatchObject({ code: '25P03' })
  client.release(true)
})

test('options in the address of a database do not replace those of the server', async () => {
  await using database = await postgres.fresh()
  const address = new URL(database.url)
  address.searchParams.set('options', '-c work_mem=5MB')
  await using opened = poolOf(address.href, { schema: 'telemetry', isReadOnly: true })
  const { rows } = await opened.pool.query(
    `select name, setting from pg_settings where name in ('work_mem', 'search_path', 'jit', 'default_transaction_read_only')`,
  )
  const settings = rows.map(({ name, setting }: { name: string; setting: string }) => `${name}=${setting}`)
  expect(settings.toSorted()).toEqual(['default_transaction_read_only=on', 'jit=off', 'search_path=telemetry', 'work_mem=5120'])
})
