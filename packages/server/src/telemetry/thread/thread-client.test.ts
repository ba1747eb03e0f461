import type { Worker } from 'node:worker_threads'
import { database } from '@clearway/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { exitRequest } from '../../../test/dying-thread.ts'
import { openTelemetry, startTelemetry, telemetryOver } from './open-telemetry.ts'
import { ThreadClient } from './thread-client.ts'
import { linesOf, logLine, userSource, scalar } from '../../../test/events.ts'
import { addTask } from '../../../test/rows.ts'
import { openTestTelemetry, type TestTelemetry } from '../../../test/telemetry.ts'

let world: TestTelemetry
beforeEach(async () => {
  world = await openTestTelemetry(database)
  await addTask(world, { id: 'task', status: 'in_progress' })
})
afterEach(() => world[Symbol.asyncDispose]())
const wholeLog = { task: 'task', order: 'asc', navigateEarlier: false, batchSize: 100 } as const

test('when the thread dies, its open requests are refused, and it restarts with the data that it had stored', async () => {
  const deaths: Error[] = []
  const program = new URL('../../../test/dying-thread.ts', import.meta.url)
  const thread = new ThreadClient({ program, settings: world.settings, onDeath: (error) => deaths.push(error) })
  await thread.start()
  await using telemetry = telemetryOver(thread)
  await telemetry.addBatch(world.scope, linesOf(logLine('task', 'before', 1)), userSource)
  const calls = await Promise.allSettled([telemetry.remove([exitRequest]), telemetry.taskLog(world.scope, wholeLog)])
  expect(calls).toMatchObject([
    { status: 'rejected', reason: { code: 'unavailable', cause: { message: 'The events thread ended (exit code 3)' } } },
    { status: 'rejected' },
  ])
  expect(deaths).toHaveLength(1)
  await expect.poll(() => telemetry.taskLog(world.scope, wholeLog)).toMatchObject({ events: [{ msg: 'before' }] })
})

test('closing ends a thread that is just being started again', async () => {
  const started: Worker[] = []
  const listener = (worker: Worker): void => void started.push(worker)
  process.on('worker', listener)
  const gate = new Int32Array(new SharedArrayBuffer(4)).fill(1)
  const program = new URL('../../../test/dying-thread.ts', import.meta.url)
  const thread = new ThreadClient({ program, settings: { ...world.settings, gate }, onDeath: () => {} })
  await thread.start()
  // The next thread waits at the gate, until it is notified.
  gate.fill(0)
  await expect(telemetryOver(thread).remove([exitRequest])).rejects.toMatchObject({ code: 'unavailable' })
  await expect.poll(() => Atomics.notify(gate, 0), { interval: 10 }).toBe(1)
  await thread[Symbol.asyncDispose]()
  process.off('worker', listener)
  expect(started.map(({ threadId }) => threadId)).toEqual([-1, -1])
})

test('a thread that cannot open its databases fails with the reason', async () => {
  const settings = { store: { data: '/nowhere/at/all' }, controlDatabase: world.settings.controlDatabase }
  await expect(openTelemetry({ ...settings, onDeath: () => {} })).rejects.toThrow(/unable to open/)
})

test('a thread whose databases are never opened ends', async () => {
  const starting = startTelemetry({ ...world.settings, onDeath: () => {} })
  await expect(starting.telemetry.taskLog(world.scope, wholeLog)).rejects.toMatchObject({ code: 'unavailable' })
  await starting[Symbol.asyncDispose]()
  await expect(starting.open()).rejects.toThrow('thread ended')
})

test('closing waits for open requests and accepts no more', async () => {
  const telemetry = await openTelemetry({ ...world.settings, onDeath: () => {} })
  const batches = Array.from({ length: 20 }, (_, i) => telemetry.addBatch(world.scope, linesOf(logLine('task', `${i}`, i)), userSource))
  await telemetry[Symbol.asyncDispose]()
  expect(await Promise.all(batches)).toHaveLength(20)
  await expect(telemetry.taskLog(world.scope, wholeLog)).rejects.toMatchObject({ code: 'unavailable' })
  expect(await world.telemetry.taskLog(world.scope, wholeLog)).toMatchObject({ total: 20 })
})

test('bytes that share a buffer with others leave the others unchanged', async () => {
  const text = new TextDecoder().decode(linesOf(logLine('task', 'part', 1)))
  const whole = new TextEncoder().encode(`xx${text}yy`)
  await world.telemetry.addBatch(world.scope, whole.subarray(2, -2), userSource)
  expect(new TextDecoder().decode(whole)).toBe(`xx${text}yy`)
})

test('the main thread is not blocked while a batch of 15 MB is stored', async () => {
  const lines = linesOf(
    ...Array.from({ length: 110_000 }, (_, i) => scalar('task', i, Math.sin(i), { variant: 'a rather long name of a variant' })),
  )
  expect(lines.byteLength).toBeGreaterThan(15e6)
  let turns = 0
  let over = false
  const turn = (): void => {
    turns += 1
    if (!over) setImmediate(turn)
  }
  turn()
  const { added } = await world.telemetry.addBatch(world.scope, lines, userSource)
  over = true
  expect(added).toBe(110_000)
  // If the main thread did the work, its event loop would turn a few times at most, however fast the machine is.
  expect(turns).toBeGreaterThan(1000)
})
