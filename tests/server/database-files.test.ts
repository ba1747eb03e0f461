import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { readSettings, startServer, UnusableDatabase } from '@clearway/server'
import { clientOf, startServerProcess, until } from '@clearway/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'

/** SQLite's files, damaged or locked by other processes. PostgreSQL has no such files. */
let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'clearway-files-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const settings = () => readSettings({ flags: { host: '127.0.0.1', port: 0, data: folder, logLevel: 'silent', strict: true } })
const fresh = () => ({ url: '', folder, [Symbol.asyncDispose]: () => Promise.resolve() })

async function refusal(): Promise<string> {
  try {
    await using _running = await startServer(settings())
    return 'it started'
  } catch (error) {
    expect(error).toBeInstanceOf(UnusableDatabase)
    return (error as Error).message
  }
}

test('a second server on a data folder is refused with the first one’s process id, and may start at once after kill -9 of the first', async () => {
  const first = await startServerProcess(fresh())
  const connection = readFileSync(join(folder, 'connection.json'), 'utf8')
  const message = await refusal()
  expect(message).toContain(`in use by another Clearway server, process ${first.process.pid}.`)
  expect(message).toContain('--data')
  expect(readFileSync(join(folder, 'connection.json'), 'utf8')).toBe(connection)
  await clientOf(first.connection).tasks.get_all({})
  await first.kill()
  {
    await using second = await startServer(settings())
    // A second server in the same process is refused too.
    expect(await refusal()).toContain(`process ${process.pid}.`)
    await clientOf(second.connection).tasks.get_all({})
  }
  expect(await refusal()).toBe('it started')
})

test('a writer waits for the lock of another process, which writes meanwhile, and nothing is lost', async () => {
  await using server = await startServer(settings())
  const api = clientOf(server.connection)
  const task = (await api.tasks.create({ name: 'waited for', type: 'training' })).id
  const other = new DatabaseSync(join(folder, 'clearway.db'))
  other.exec(`begin immediate; insert into setting (name, value) values ('of another', '')`)
  const writes = Promise.all(
    Array.from({ length: 5 }, (_, number) =>
      api.tasks.edit_runtime({ task, add_or_update: { [`r${number}`]: number } } as never, { patienceSeconds: 0 }),
    ),
  )
  // None of the writers is answered while the lock is held.
  const held = Symbol('held')
  expect(await Promise.race([writes, new Promise((resolve) => setTimeout(resolve, 500, held))])).toBe(held)
  other.exec('commit')
  other.close()
  await writes
  expect(Object.keys((await api.tasks.get_by_id({ task })).task.runtime ?? {}).toSorted()).toEqual(['r0', 'r1', 'r2', 'r3', 'r4'])
})

test(
  'while another process holds the lock, reads and /health are answered, and a writer that waited too long is refused with the reason',
  { timeout: 60_000 },
  async () => {
    await using server = await startServer(settings())
    const api = clientOf(server.connection)
    const { url } = server.connection
    const task = (await api.tasks.create({ name: 'read meanwhile', type: 'training' })).id
    // The first task that a session requests is recorded.
    await api.tasks.get_by_id({ task })
    const other = new DatabaseSync(join(folder, 'clearway.db'))
    other.exec('begin immediate')
    let isWritten = false
    const write = api.tasks.edit_runtime({ task, add_or_update: { a: 1 } } as never, { patienceSeconds: 0 }).then(
      () => 'written',
      (error: unknown) => (error as { readonly code?: string }).code,
    )
    void write.then(() => (isWritten = true))
    const health = async (): Promise<number> => (await fetch(`${url}/health`)).status
    for (let tries = 0; tries < 5; tries += 1) {
      expect((await api.tasks.get_by_id({ task })).task.name).toBe('read meanwhile')
      expect((await api.tasks.get_all({ id: [task] })).tasks).toHaveLength(1)
      expect(await health()).toBe(200)
    }
    expect(isWritten).toBe(false)
    expect(await write).toBe('database_locked')
    const asked = performance.now()
    expect(await health()).toBeGreaterThanOrEqual(500)
    // Not after the ten seconds that its probe waits for the lock.
    expect(performance.now() - asked).toBeLessThan(8_000)
    other.exec('rollback')
    other.close()
    await until(async () => (await health()) === 200)
    await api.tasks.edit_runtime({ task, add_or_update: { a: 1 } } as never)
  },
)

test('a damaged page that a long list reads is reported with its file and the cure', async () => {
  {
    await using server = await startServer(settings())
    const api = clientOf(server.connection)
    for (let n = 0; n < 20; n += 1) await api.tasks.create({ name: `task ${n}`, type: 'training', comment: 'to be damaged '.repeat(2_000) })
  }
  const file = join(folder, 'clearway.db')
  const bytes = readFileSync(file)
  // The pages that hold the rows themselves, by their first byte: nothing reads them before a list does.
  for (let page = 0; page < bytes.length; page += 4096) {
    const isOfTasks = bytes[page] === 0x0d && bytes.subarray(page, page + 4096).includes('to be damaged')
    if (isOfTasks) bytes.fill(0xff, page, page + 4096)
  }
  writeFileSync(file, bytes)
  await using server = await startServer(settings())
  const listed = clientOf(server.connection).tasks.get_all({}, { patienceSeconds: 0 })
  await expect(listed).rejects.toMatchObject({ code: 'database_unusable', details: { file, reason: expect.stringContaining('malformed') } })
})

test.each(['clearway.db', 'events.db'])('%s that is damaged, locked or read-only is reported, with the cure', async (name) => {
  await (await startServer(settings()))[Symbol.asyncDispose]()
  const file = join(folder, name)
  const intact = readFileSync(file)

  const holder = new DatabaseSync(file)
  holder.exec('pragma locking_mode = exclusive; begin exclusive')
  expect(await refusal()).toMatch(new RegExp(`${file}.*locked.*End what holds it`))
  holder.close()

  writeFileSync(file, Buffer.concat([Buffer.from('no database at all'), intact.subarray(18)]))
  expect(await refusal()).toMatch(new RegExp(`${file}.*not a database.*Restore a backup`))

  writeFileSync(file, intact)
  truncateSync(file, 4096 * Math.floor(intact.length / 4096 / 2))
  for (const journal of ['-wal', '-shm']) rmSync(`${file}${journal}`, { force: true })
  expect(await refusal()).toMatch(new RegExp(`${file}.*malformed.*Restore a backup`))

  writeFileSync(file, intact)
  expect(await refusal()).toBe('it started')
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

// Root may write to read-only files, unless they are marked as immutable.
test('a database file without write permission is reported, with the cure', async (context) => {
  await (await startServer(settings()))[Symbol.asyncDispose]()
  const file = join(folder, 'clearway.db')
  const isRoot = process.getuid?.() === 0
  if (isRoot && spawnSync('chattr', ['+i', file]).status !== 0) context.skip('This file system cannot make a file immutable.')
  if (!isRoot) chmodSync(file, 0o400)
  try {
    expect(await refusal()).toMatch(new RegExp(`${file}.*(Give its folder|Check the folder)`))
  } finally {
    spawnSync('chattr', ['-i', file])
    chmodSync(file, 0o600)
  }
})
