import { spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { pidNamespace } from '@clearway/contract/pid-namespace'
import { buildOnce } from './environments/build-once.ts'
import { identify } from './executors/process/process-identity.ts'
import { withLock } from './file-lock.ts'

/** The calls that wait for their turn, in the test that decides the order of all calls. */
const waiting = vi.hoisted(() => ({ calls: undefined as (() => Promise<void>)[] | undefined }))

/** The same function, which waits for its turn in that test. */
const inTurn = vi.hoisted(
  () =>
    <Args extends readonly never[]>(call: (...args: Args) => Promise<unknown>) =>
      ((...args: Args) =>
        waiting.calls === undefined
          ? call(...args)
          : new Promise((resolve) => {
              waiting.calls?.push(async () => {
                const result = call(...args)
                resolve(result)
                await result.catch(() => {})
              })
            })) as never,
)
vi.mock(import('node:fs/promises'), async (original) => {
  const files = await original()
  return { ...files, link: inTurn(files.link), rename: inTurn(files.rename), rm: inTurn(files.rm), readFile: inTurn(files.readFile) }
})
vi.mock(import('node:timers/promises'), async (original) => {
  const timers = await original()
  const setTimeout = (async (...args) => (waiting.calls === undefined ? timers.setTimeout(...args) : args[1])) as typeof timers.setTimeout
  return { ...timers, setTimeout: inTurn(setTimeout) }
})

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
  const holder = spawn(process.execPath, holding(join(folder, 'lock')), { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(holder.stdout, 'data')
  const taken = withLock(join(folder, 'lock'), patience(), async () => 'mine')
  holder.kill('SIGKILL')
  expect(await taken).toBe('mine')
  expect(await readdir(folder)).toEqual([])
})

const unshare = ['--user', '--map-root-user', '--pid', '--fork', '--kill-child', '--mount-proc']
const canUnshare = process.platform === 'linux' && spawnSync('unshare', [...unshare, 'true']).status === 0

// Skipped where the system lets no user make namespaces of processes: the lock of another container looks as this one does.
test.runIf(canUnshare)('the lock of a live process in another container of the same name is not taken over', async () => {
  const holder = spawn('unshare', [...unshare, process.execPath, ...holding(join(folder, 'lock'))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(holder.stdout, 'data')
  await expect(withLock(join(folder, 'lock'), AbortSignal.timeout(300), async () => 'mine')).rejects.toThrow('abort')
  holder.kill('SIGKILL')
  await once(holder, 'close')
})

/** The arguments of a Node that holds a lock, and prints that it does. */
function holding(lock: string): string[] {
  const code = `
    import { withLock } from ${JSON.stringify(new URL('file-lock.ts', import.meta.url).href)}
    await withLock(process.argv[1], new AbortController().signal, async () => { console.log('in'); await new Promise((r) => setTimeout(r, 60000)) })`
  return ['--input-type=module', '-e', code, lock]
}

test('of those who wait for the lock of a killed process, one at a time takes it over, whatever the order of their calls', async () => {
  const [lock, dead, random] = [join(folder, 'lock'), await killedOwner(), randomNumbers()]
  for (let round = 0; round < 50; round++) {
    await writeFile(lock, JSON.stringify(dead))
    // What killed waiters leave: their own file, and the lock on a removal that they had begun.
    await writeFile(`${lock}.${randomUUID()}`, JSON.stringify(dead))
    if (round % 2 === 0) await writeFile(`${lock}.${dead.id}.removal`, JSON.stringify({ ...dead, id: randomUUID() }))
    let [inside, most, done] = [0, 0, 0]
    const calls: (() => Promise<void>)[] = []
    waiting.calls = calls
    const waiters = Array.from({ length: 3 }, async () => {
      await withLock(lock, patience(), async () => {
        most = Math.max(most, ++inside)
        for (let index = 0; index < 5; index++) await sleep(1)
        inside -= 1
      })
      done += 1
    })
    while (done < waiters.length) {
      await turn()
      await calls.splice(random() % Math.max(1, calls.length), 1)[0]?.()
    }
    waiting.calls = undefined
    await Promise.all(waiters)
    expect([round, most]).toEqual([round, 1])
    expect(await readdir(folder)).toEqual([])
  }
})

/** Answers the same numbers in each run of the tests. */
function randomNumbers(): () => number {
  let state = 1
  return () => (state = (state * 48_271) % 2_147_483_647)
}

/** What a process that has ended would have written into its lock. */
async function killedOwner() {
  const process = spawn(globalThis.process.execPath, ['-e', 'console.log(); setInterval(() => {}, 1000)'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(process.stdout, 'data')
  const self = await identify(process.pid ?? 0)
  process.kill('SIGKILL')
  await once(process, 'exit')
  return { id: randomUUID(), pidNamespace: pidNamespace(), ...self }
}

test.each([
  ['of another machine', JSON.stringify({ id: 'x', pidNamespace: 'elsewhere', pid: 1, started: '' })],
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
