import { database, type FreshDatabase } from '@clearway/testkit'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { postgresProxy } from '../../../test/postgres-proxy.ts'
import { clusterOwner } from './cluster-owner.ts'
import { openDatabase } from './open.ts'

const open = (fresh: FreshDatabase) => openDatabase({ database: fresh.url, data: fresh.folder, readers: 1, readSeconds: 30 })

test('the first server that asks stays the owner until it ends', async () => {
  await using fresh = await database.fresh()
  await using mine = await open(fresh)
  await using owner = clusterOwner(mine)
  expect(await Promise.all([owner.isOwner(), owner.isOwner()])).toEqual([true, true])
  if (database.name !== 'postgres') return
  await using theirs = await open(fresh)
  await using other = clusterOwner(theirs)
  expect([await other.isOwner(), await owner.isOwner()]).toEqual([false, true])
  await owner[Symbol.asyncDispose]()
  expect([await other.isOwner(), await owner.isOwner()]).toEqual([true, false])
})

test.runIf(database.name === 'postgres')('a server whose connection breaks loses ownership until it acquires the lock again', async () => {
  await using fresh = await database.fresh()
  await using mine = await open(fresh)
  await using theirs = await open(fresh)
  await using owner = clusterOwner(mine)
  await using other = clusterOwner(theirs)
  expect(await owner.isOwner()).toBe(true)
  await sql`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid()
    and database = (select oid from pg_database where datname = current_database())`.execute(theirs.db)
  await expect.poll(() => other.isOwner()).toBe(true)
  expect(await owner.isOwner()).toBe(false)
})

test.runIf(database.name === 'postgres')('an owner that hangs loses its ownership to the next server that asks', async () => {
  await using fresh = await database.fresh()
  await using mine = await open(fresh)
  await using theirs = await open(fresh)
  await using hanging = clusterOwner(mine, { silence: 200, answer: 10_000 })
  await using other = clusterOwner(theirs)
  expect(await hanging.isOwner()).toBe(true)
  await expect.poll(() => other.isOwner()).toBe(true)
  expect(await hanging.isOwner()).toBe(false)
})

test.runIf(database.name === 'postgres')('an owner whom PostgreSQL does not answer is none, until it is answered again', async () => {
  await using fresh = await database.fresh()
  await using proxy = await postgresProxy(fresh.url)
  await using owner = clusterOwner({ kind: 'postgres', location: proxy.url }, { silence: 30_000, answer: 1000 })
  await expect.poll(() => owner.isOwner()).toBe(true)
  proxy.freeze()
  await expect(owner.isOwner()).rejects.toThrow()
  proxy.close()
  proxy.reopen()
  await expect.poll(() => owner.isOwner()).toBe(true)
})
