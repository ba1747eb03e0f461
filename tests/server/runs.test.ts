import { test as serverTest } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { aQueue, aTask, statusOf, waitingIn } from './queued-tasks.ts'

const test = serverTest.extend('aRun', { scope: 'file' }, ({ api }) => async (): Promise<string> => {
  const run = await aTask(api, 'controller')
  await api.tasks.started({ task: run })
  return run
})

test('events and the launches that follow from them are stored together, and a launch sent again is the same', async ({ api, aRun }) => {
  const [run, queue, base] = [await aRun(), await aQueue(api), await aTask(api)]
  const launchOf = (step: string) => ({ key: { run, step, attempt: 1 }, base_task: base, name: `step ${step}`, queue })
  const append = { run, expected_seq: 0, engine_version: 1, events: [{ type: 'began' }], launch: [launchOf('a'), launchOf('b')] }
  const { seq, launched } = await api.runs.append(append)
  expect([seq, launched.map(({ status, launched: isNew }) => [status, isNew])]).toEqual([
    1,
    [
      ['queued', true],
      ['queued', true],
    ],
  ])
  expect(await waitingIn(api, queue)).toEqual(launched.map(({ task }) => task))
  expect(await api.tasks.launch(launchOf('a'))).toEqual({ task: launched[0]!.task, status: 'queued', launched: false })
  await expect(api.runs.append(append)).rejects.toMatchObject({ code: 'run_conflict', details: { seq: 1 } })
  expect((await waitingIn(api, queue)).length).toBe(2)
})

test('a launch that is refused leaves nothing of its events, nor of the launches before it', async ({ api, aRun }) => {
  const [run, queue, base] = [await aRun(), await aQueue(api), await aTask(api)]
  const launch = [queue, 'no such queue'].map((name, n) => ({ key: { run, step: `s${n}`, attempt: 1 }, base_task: base, queue: name }))
  await expect(api.runs.append({ run, expected_seq: 0, engine_version: 1, events: [{ type: 'began' }], launch })).rejects.toMatchObject({
    code: 'queue_not_found',
  })
  expect(await api.runs.get({ run })).toMatchObject({ seq: 0, events: [] })
  expect(await waitingIn(api, queue)).toEqual([])
})

test('a long run is read in bounded parts, each after the last event of the one before', async ({ api, aRun }) => {
  const run = await aRun()
  const append = (expected_seq: number, events: Record<string, unknown>[]) =>
    api.runs.append({ run, expected_seq, engine_version: 1, events })
  await append(
    0,
    Array.from({ length: 12_000 }, (_, n) => ({ type: 'short', n })),
  )
  await append(
    12_000,
    Array.from({ length: 3 }, (_, n) => ({ type: 'long', n: 12_000 + n, text: 'x'.repeat(3 << 20) })),
  )
  const [read, parts]: [unknown[], number[]] = [[], []]
  for (let after = 0; ; after = read.length) {
    const { seq, events } = await api.runs.get({ run, after })
    expect(seq).toBe(12_003)
    parts.push(events.length)
    for (const { event } of events) read.push(event['n'])
    if (events.length === 0) break
  }
  expect(parts).toEqual([10_000, 2_001, 1, 1, 0])
  expect(read).toEqual(Array.from({ length: 12_003 }, (_, n) => n))
})

test('a waiting call may report a start together with the end that soon follows', async ({ api }) => {
  const [queue, task] = [await aQueue(api), await aTask(api)]
  await api.tasks.enqueue({ task, queue })
  const waiting = api.tasks.wait({ tasks: [{ id: task, status: 'queued' }], timeout: 20, settle: 5 })
  await api.tasks.started({ task, force: true })
  await api.tasks.completed({ task })
  expect((await waiting).tasks.map(({ status }) => status)).toEqual(['completed'])
  expect(await statusOf(api, task)).toBe('completed')
  const other = await aTask(api)
  await api.tasks.started({ task: other })
  const { tasks } = await api.tasks.wait({ tasks: [{ id: other, status: 'created' }], timeout: 20, settle: 0.05 })
  expect(tasks.map(({ status }) => status)).toEqual(['in_progress'])
})
