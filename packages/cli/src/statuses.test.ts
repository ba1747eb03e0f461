import { taskStatuses } from '@clearway/contract/status'
import { expect, test } from 'vitest'
import { plainLook } from './look.ts'
import { taskStatus } from './show/status.ts'
import { statuses, statusFilter } from './statuses.ts'

test('a status is given by the word by which it is shown, or by its name on the wire', () => {
  const { read } = statuses('')
  const shown = taskStatuses.map((status) => taskStatus(plainLook(0), status).slice(2))
  expect(shown.flatMap((word) => read(word, '--status'))).toEqual([...taskStatuses])
  expect(taskStatuses.flatMap((name) => read(name, '--status'))).toEqual([...taskStatuses])
  expect(() => read('runing', '--status')).toThrow(/--status does not know "runing". It takes draft, queued, running, aborted,/)
})

test('a list also takes statuses to exclude', () => {
  expect(statusFilter().read('aborted, -draft', '--status')).toEqual(['stopped', '-created'])
})
