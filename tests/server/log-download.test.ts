import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { httpCall, tokenOf } from './http-call.ts'
import { aTask } from './queued-tasks.ts'

test('the whole log of a task is downloaded as a file, as JSON or in a format of one’s own', async ({ api, world }) => {
  const task = await aTask(api)
  const events = Array.from({ length: 2500 }, (_, number) => ({
    type: 'log',
    task,
    timestamp: 1_700_000_000_000 + number,
    level: 'info',
    worker: 'w1',
    msg: `line ${number}`,
  }))
  await api.events.add_batch(events as never)
  const lines = (await api.events.download_task_log({ task })).trimEnd().split('\n')
  expect(lines).toHaveLength(2500)
  const first = { asctime: '2023-11-14T22:13:20.000+00:00', level: 'info', worker: 'w1', msg: 'line 0' }
  expect(JSON.parse(lines[0]!)).toEqual(first)
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({ msg: 'line 2499' })

  const written = await api.events.download_task_log({ task, line_type: 'text', line_format: '{{{level}}} {timestamp}: {msg}\n' })
  expect(written.slice(0, written.indexOf('\n'))).toBe('{info} 1700000000000: line 0')
  expect((await api.events.download_task_log({ task, line_type: 'text' })).split('\n')[1]).toBe(
    '2023-11-14T22:13:20.001+00:00 w1 info line 1',
  )
  expect(await api.events.download_task_log({ task: await aTask(api) })).toBe('')

  const token = await tokenOf(world.url, world.connection)
  const answer = await fetch(`${world.url}/events.download_task_log?task=${task}`, { headers: { authorization: `Bearer ${token}` } })
  expect([answer.headers.get('content-type'), answer.headers.get('content-disposition')]).toEqual([
    'text/plain; charset=utf-8',
    `attachment; filename="task_${task}.log"`,
  ])
  expect(await answer.text()).toBe(`${lines.join('\n')}\n`)
  for (const line_format of ['{nothing}', '{msg', '}', '{}'])
    await expect(api.events.download_task_log({ task, line_type: 'text', line_format })).rejects.toMatchObject({
      code: 'invalid_request',
      details: { field: 'line_format' },
    })
  expect((await httpCall(world.url, 'events.download_task_log', { body: { task: 'none' }, token })).code).toBe('task_not_found')
})
