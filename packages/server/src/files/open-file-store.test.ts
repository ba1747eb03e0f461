import { transact } from '../db/connection/transaction.ts'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pidNamespace } from '@clearway/contract/pid-namespace'
import { type DatabaseKind, database } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { reserveBlob } from '../db/tables/blobs.ts'
import type { StoredFile } from '../db/tables/files.ts'
import { openFileStore } from './open-file-store.ts'
import { openTestDatabase } from '../../test/database.ts'
import { forEachStore, type LocationOptions, type StoreKind } from '../../test/blob-stores.ts'

const grace = 60_000
const task = '0123456789abcdef0123456789abcdef'

forEachStore((kind) => {
  const openWorld = (options: Partial<LocationOptions> = {}) => openWorldOf(kind, database, options)

  test('a file is read back as it was written, whole and in part', async () => {
    await using world = await openWorld()
    const { store, scope, put } = world
    const stored = await put('/a/ä b.txt', 'hello there')
    expect(stored).toMatchObject({ path: 'a/ä b.txt', bytes: 11, sha256: sha256('hello there'), contentType: 'text/plain' })
    expect(await store.find(scope, 'a/ä b.txt')).toEqual(stored)
    expect(await world.text(stored)).toBe('hello there')
    expect(await world.text(stored, { start: 6, end: 8 })).toBe('the')
    expect(await store.find(scope, 'a')).toBeUndefined()
  })

  test('an empty file is a file', async () => {
    await using world = await openWorld()
    expect(await world.text(await world.put('empty', ''))).toBe('')
  })

  test('a second upload replaces the first, whose bytes are deleted after the grace', async () => {
    await using world = await openWorld()
    const { store, scope, put, advance, blobs } = world
    const first = await put('x', 'one')
    const second = await put('x', 'two')
    expect(await world.text((await store.find(scope, 'x'))!)).toBe('two')
    expect(await store.sweep(scope)).toBe(0)
    expect(await world.text(first)).toBe('one')
    advance(grace + 1)
    expect(await store.sweep(scope)).toBe(1)
    expect(await blobs()).toEqual([second.blob])
    expect(await world.text(second)).toBe('two')
  })

  test('equal bytes are stored once, until the last file that refers to them is deleted', async () => {
    await using world = await openWorld()
    const { store, scope, put, advance, blobs } = world
    const files = [await put('a', 'same'), await put('b', 'same'), await put('b', 'same')]
    expect(new Set(files.map(({ blob }) => blob)).size).toBe(1)
    await store.remove(scope, 'a')
    advance(grace + 1)
    expect(await store.sweep(scope)).toBe(0)
    expect(await world.text(files[1]!)).toBe('same')
    await store.remove(scope, 'b')
    advance(grace + 1)
    expect(await store.sweep(scope)).toBe(1)
    expect(await blobs()).toEqual([])
  })

  test('a new upload within the grace keeps bytes that no file referred to any more', async () => {
    await using world = await openWorld()
    const { store, scope, put, advance } = world
    await put('a', 'again')
    await store.remove(scope, 'a')
    const file = await put('b', 'again')
    advance(grace + 1)
    expect(await store.sweep(scope)).toBe(0)
    expect(await world.text(file)).toBe('again')
  })

  test('the next upload writes bytes again that were lost from the disk', async () => {
    await using world = await openWorld()
    const first = await world.put('a', 'lost')
    await world.lose(first.blob)
    const second = await world.put('b', 'lost')
    expect(await world.text(second)).toBe('lost')
  })

  test('concurrent uploads, deletions and sweeps never lose the bytes of an existing file', async () => {
    await using world = await openWorld({ graceMilliseconds: 0 })
    const { store, scope, put, blobs } = world
    const over = new AbortController()
    const sweeping = (async () => {
      while (!over.signal.aborted) await store.sweep(scope)
    })()
    const writing = Promise.all(
      Array.from({ length: 8 }, async (_, writer) => {
        for (let round = 0; round < 12; round += 1) {
          const content = `content ${(writer + round) % 3}`
          const path = `shared/${round % 2}`
          const file = await put(path, content)
          expect(file.sha256).toBe(sha256(content))
          if (round % 4 === 3) await store.remove(scope, path)
        }
      }),
    )
    await Promise.all([sweeping, writing.finally(() => over.abort())])
    const last = await put('last', 'content 1')
    world.advance(1)
    await store.sweep(scope)
    const left = await scope.db.selectFrom('file').select(['path', 'blob', 'sha256']).execute()
    for (const { path, sha256: expected } of left) expect(sha256(await world.text((await store.find(scope, path))!))).toBe(expected)
    expect((await blobs()).toSorted()).toEqual([...new Set(left.map(({ blob }) => blob))].toSorted())
    expect(left.map(({ blob }) => blob)).toContain(last.blob)
  })

  test('deleting a folder deletes what lies below it and nothing beside it', async () => {
    await using world = await openWorld()
    const { store, scope, put } = world
    for (const path of ['a', 'a/b', 'a/b/c', 'a/B', 'a.x', 'a0', 'ab', 'A/b', 'a_b/c', 'a%']) await put(path, path)
    expect((await store.remove(scope, '/a/b/')).toSorted()).toEqual(['a/b', 'a/b/c'])
    expect((await store.remove(scope, 'a')).toSorted()).toEqual(['a', 'a/B'])
    expect(await store.remove(scope, 'a')).toEqual([])
    const left = await scope.db.selectFrom('file').select('path').orderBy('path').execute()
    expect(left.map(({ path }) => path)).toEqual(['A/b', 'a%', 'a.x', 'a0', 'a_b/c', 'ab'])
  })

  test('the root cannot be deleted', async () => {
    await using world = await openWorld()
    await world.put('a', 'a')
    await expect(world.store.remove(world.scope, '/')).rejects.toMatchObject({ code: 'invalid_path' })
    expect(await world.store.find(world.scope, 'a')).toBeDefined()
  })

  test('a file may have the name of a folder, and a name longer than a file system allows', async () => {
    await using world = await openWorld()
    const { store, scope, put } = world
    const long = `${'n'.repeat(300)}/${'m'.repeat(3000)}`
    for (const path of ['a', 'a/b', long]) await put(path, `content of ${path}`)
    for (const path of ['a', 'a/b', long]) expect(await world.text((await store.find(scope, path))!)).toBe(`content of ${path}`)
  })

  test('a company does not see another company’s files, though equal bytes are stored once', async () => {
    await using world = await openWorld()
    const { store, scope, put } = world
    const other = { ...scope, company: 'other' }
    const mine = await put('x', 'same')
    expect(await store.find(other, 'x')).toBeUndefined()
    const theirs = await store.write(other, 'x', Readable.from([Buffer.from('same')]), 'text/plain')
    expect(theirs.blob).toBe(mine.blob)
    await store.remove(other, 'x')
    expect(await store.find(scope, 'x')).toEqual(mine)
  })

  test('a file knows the task that made it', async () => {
    await using world = await openWorld()
    await world.put(`examples/my task.${task}/artifacts/a/a.json`, '{}')
    expect(await world.scope.db.selectFrom('file').select('task').execute()).toEqual([{ task }])
  })

  test('a file that is too large, or whose stream breaks, leaves no bytes', async () => {
    await using world = await openWorld({ maxUpload: 10 })
    const { store, scope, put, blobs } = world
    await put('exactly', '0123456789')
    await expect(put('more', '0123456789x')).rejects.toMatchObject({ code: 'file_too_large' })
    await expect(store.write(scope, '../x', Readable.from([]), '')).rejects.toMatchObject({ code: 'invalid_path' })
    const broken = new PassThrough()
    const upload = store.write(scope, 'broken', broken, '')
    broken.write('012')
    broken.destroy(new Error('gone'))
    await expect(upload).rejects.toThrow('gone')
    expect(await blobs()).toHaveLength(1)
    expect(await scope.db.selectFrom('file').select('path').execute()).toEqual([{ path: 'exactly' }])
  })

  test('closing the store ends the uploads in progress', async () => {
    await using world = await openWorld()
    const endless = new PassThrough()
    const upload = world.store.write(world.scope, 'endless', endless, '')
    await Promise.all([expect(upload).rejects.toMatchObject({ code: 'unavailable' }), world.store[Symbol.asyncDispose]()])
    expect(await world.blobs()).toEqual([])
    await expect(world.put('later', 'x')).rejects.toMatchObject({ code: 'unavailable' })
  })

  test('opening a store deletes the uploads of ended processes and not those of live ones', async () => {
    await using world = await openWorld()
    const namespace = encodeURIComponent(pidNamespace())
    const name = (...parts: readonly unknown[]): string => join(world.uploadFolder, parts.join('~'))
    const dead = [name(namespace, 4_194_305, 'abc', '1'), name(namespace, process.pid, 'an-earlier-run', '2')]
    const alive = [name(namespace, process.ppid, 'abc', '3'), name('another-namespace', 1, 'abc', '4')]
    for (const path of [...dead, ...alive]) await writeFile(path, 'partial')
    using _ = await world.open()
    expect([...dead, ...alive].filter((path) => existsSync(path))).toEqual(alive)
  })

  test('a sweep finds bytes whose writer died before it added their row', async () => {
    await using world = await openWorld()
    const { scope, store, advance, blobs } = world
    const kept = await world.put('a', 'kept')
    const orphan = `${kept.sha256}.orphan`
    await world.leave(orphan, 'kept')
    const row = { id: orphan, bytes: 4, refs: -2, created: 0, delete_after: scope.tick() }
    await transact(scope, ({ db }) => db.insertInto('blob').values(row).execute())
    advance(1)
    expect(await store.sweep(scope)).toBe(1)
    expect(await blobs()).toEqual([kept.blob])
  })

  test('a file larger than a part is read whole, and by a range across parts', async () => {
    await using world = await openWorld()
    const content = randomBytes(12 << 20)
    const file = await world.put('large', content)
    expect(file).toMatchObject({ bytes: content.length, sha256: sha256(content) })
    expect(sha256(await world.bytes(file))).toBe(file.sha256)
    const range = { start: (5 << 20) - 3, end: (10 << 20) + 2 }
    expect((await world.bytes(file, range)).equals(content.subarray(range.start, range.end + 1))).toBe(true)
    expect(await world.blobs()).toEqual([file.blob])
  })

  test('a sweep does not delete bytes that may still be on their way to the store', async () => {
    await using world = await openWorld()
    const { store, scope } = world
    using blobs = await world.open()
    await using received = await blobs.receive('id', Readable.from([Buffer.from('slow')]), new AbortController().signal)
    await transact(scope, (tx) => reserveBlob(tx, 'slow.blob', received.bytes, blobs.storeMilliseconds))
    world.advance(blobs.storeMilliseconds + 60_000)
    expect(await store.sweep(scope)).toBe(0)
    await received.store('slow.blob')
    expect(await blobs.has('slow.blob', received.bytes)).toBe(true)
    world.advance(3_600_000)
    expect(await store.sweep(scope)).toBe(1)
    expect(await blobs.has('slow.blob', received.bytes)).toBe(false)
  })
})

async function openWorldOf(kind: StoreKind, database: DatabaseKind, options: Partial<LocationOptions>) {
  const opened = await openTestDatabase(database)
  const { scope, advance, folder } = opened
  const all = { folder, maxUpload: 0, graceMilliseconds: grace, ...options }
  const location = await kind.location(all)
  const store = openFileStore(await location.open(), all)
  const bytes = async (file: StoredFile, range?: { readonly start: number; readonly end: number }): Promise<Buffer> =>
    buffer(await store.read(file, range))
  return {
    store,
    scope,
    advance,
    bytes,
    text: async (...asked: Parameters<typeof bytes>) => (await bytes(...asked)).toString(),
    put: (path: string, content: string | Buffer) => store.write(scope, path, Readable.from([Buffer.from(content)]), 'text/plain'),
    open: location.open,
    uploadFolder: location.uploadFolder,
    lose: location.lose,
    leave: location.leave,
    blobs: location.names,
    [Symbol.asyncDispose]: async () => {
      await store[Symbol.asyncDispose]()
      await opened[Symbol.asyncDispose]()
    },
  }
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}
