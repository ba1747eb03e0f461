import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildOnce } from './environments/build-once.ts'
import { withLock } from './file-lock.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clearway-lock-'))
})
afterEach(async () => rm(folder, { recursive: true, force: true }))
const patience = (): AbortSignal => AbortSignal.timeout(15_000)

test('one process at a time holds the lock, and no file is left behind', async () => {
  let [inside, most, done] = [0, 0, 0]
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      await withLock(join(folder, 'lock'), patience(), async () => {
        most = Math.max(most, ++inside)
        for (let index = 0; index < 20; index++) await turn()
        inside -= 1
        done += 1
      })
    }),
  )
  expect([most, done]).toEqual([1, 8])
  expect(await readdir(folder)).toEqual([])
})

test('the lock of a killed process is taken over', async () => {
  const code = `
    import { withLock } from ${JSON.stringify(new URL('file-lock.ts', import.meta.url).href)}
    await withLock(process.argv[1], new AbortController().signal, async () => { console.log('in'); await new Promise((r) => setTimeout(r, 60000)) })`
  const holder = spawn(process.execPath, ['--input-type=module', '-e', code, join(folder, 'lock')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(holder.stdout, 'data')
  const taken = withLock(join(folder, 'lock'), patience(), async () => 'mine')
  holder.kill('SIGKILL')
  expect(await taken).toBe('mine')
})

test.each([
  ['of another machine', JSON.stringify({ id: 'x', host: 'elsewhere', pid: 1, started: '' })],
  ['that a power failure left empty', ''],
])('a lock %s is taken over only after a minute of silence', async (_title, content) => {
  const lock = join(folder, 'lock')
  await writeFile(lock, content)
  await expect(withLock(lock, AbortSignal.timeout(300), async () => 'mine')).rejects.toThrow('abort')
  await utimes(lock, new Date(Date.now() - 90_000), new Date(Date.now() - 90_000))
  expect(await withLock(lock, patience(), async () => 'mine')).toBe('mine')
})

test('a failed build is repeated by the next caller, and a successful one never', async () => {
  const target = join(folder, 'thing')
  await expect(buildOnce(target, patience(), async () => Promise.reject(new Error('no luck')))).rejects.toThrow('no luck')
  let builds = 0
  const build = async (to: string): Promise<void> => {
    builds += 1
    await writeFile(join(to, 'file'), 'x')
  }
  const places = await Promise.all(Array.from({ length: 4 }, async () => buildOnce(target, patience(), build)))
  expect([new Set(places).size, builds]).toEqual([1, 1])
  expect(await readdir(places[0] ?? '')).toEqual(['file'])
})
