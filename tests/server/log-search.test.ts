import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { aTask } from './queued-tasks.ts'

test('the logs of a run and its steps are searched whole: by pattern, level and attempt, and for errors, each text once', async ({
  api,
}) => {
  const run = await aTask(api, 'controller')
  const steps = [
    await aTask(api, 'training', { parent: run, name: 'fit' }),
    await aTask(api, 'training', { parent: run, name: 'eval' }),
  ] as const
  const line = (task: string, msg: string, level = 'info') => ({ type: 'log', task, timestamp: 1_700_000_000_000, level, worker: 'w', msg })
  await api.events.add_batch([
    line(run, 'the run begins'),
    ...Array.from({ length: 30 }, (_, n) => line(steps[0], `epoch ${n}\nValueError: shape ${n} is not 0x7f${n}\n  done`)),
    line(steps[1], 'numpy.linalg.LinAlgError: Singular matrix', 'error'),
    line(steps[1], 'A Warning that is none: no error'),
  ] as never)
  const found = await api.events.search_log({ run, errors: true, distinct: true, around: 1 })
  expect(found).toMatchObject({ total: 31, distinct: 2, complete: true })
  expect(found.lines).toMatchObject([
    { task: steps[0], seq: 1, line: 1, count: 30, text: 'ValueError: shape 0 is not 0x7f0', before: ['epoch 0'], after: ['  done'] },
    { task: steps[1], task_name: 'eval', count: 1, text: 'numpy.linalg.LinAlgError: Singular matrix', before: [] },
  ])
  const some = await api.events.search_log({ tasks: [steps[0]], pattern: '^EPOCH 1[0-9]$', limit: 3 })
  expect([some.total, some.distinct, some.lines.map(({ seq, line: at, text }) => [seq, at, text])]).toEqual([
    10,
    1,
    [
      [11, 0, 'epoch 10'],
      [12, 0, 'epoch 11'],
      [13, 0, 'epoch 12'],
    ],
  ])
  expect((await api.events.search_log({ run, levels: ['error'] })).total).toBe(1)
  expect((await api.events.search_log({ run, pattern: 'BEGINS' })).lines).toMatchObject([{ task: run, text: 'the run begins' }])
  expect((await api.events.search_log({ run, attempt: 7 })).total).toBe(0)
  await expect(api.events.search_log({ run, pattern: '(?=x)' })).rejects.toMatchObject({ code: 'invalid_pattern' })
})
