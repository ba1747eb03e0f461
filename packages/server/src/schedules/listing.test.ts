import { expect } from 'vitest'
import { addSchedule, addTrigger, begin, test } from '../../test/schedule-test.ts'
import { counting } from '../../test/counting.ts'
import { transact } from '../db/connection/transaction.ts'
import { addFire, listSchedules } from '../db/tables/schedules.ts'
import { listTriggers } from '../db/tables/triggers.ts'
import { triggerDocuments } from '../triggers/show.ts'
import { scheduleDocuments } from './show.ts'

const [rows, fired] = [12, 6]
const start = { task: 'base', queue: 'q1' }
const page = { page: 0, pageSize: 500 }

test('schedules are listed by a few statements, each with its own last fires', async ({ target }) => {
  for (let n = 0; n < rows; n += 1) {
    const id = await addSchedule(target, { name: `schedule ${String(n).padStart(2, '0')}`, every_seconds: 60 })
    for (let due = 1; due <= n % fired; due += 1)
      await transact(target.scope, (tx) => addFire(tx, id, { due: begin + due, outcome: 'started', task: 'base' }))
  }
  const { scope, statements } = counting(target)
  const listed = await scheduleDocuments(scope, (await listSchedules(scope, page)).rows, { next: 1, fires: 3 })
  expect(statements()).toBeLessThan(6)
  expect(
    listed.map(({ name, original, fires }) => ({ name, original: original?.name, fires: fires.map(({ due }) => Date.parse(due) - begin) })),
  ).toEqual(
    Array.from({ length: rows }, (_, n) => ({
      name: `schedule ${String(n).padStart(2, '0')}`,
      original: 'task base',
      fires: Array.from({ length: n % fired }, (__, due) => due + 1)
        .toReversed()
        .slice(0, 3),
    })),
  )
  const none = await scheduleDocuments(scope, (await listSchedules(scope, page)).rows, { next: 0, fires: 0 })
  expect(none.flatMap(({ fires }) => fires)).toEqual([])
})

test('triggers are listed by a few statements, each with its own last fires', async ({ target }) => {
  for (let n = 0; n < rows; n += 1) {
    const id = await addTrigger(target, { name: `trigger ${String(n).padStart(2, '0')}`, entity: 'task', statuses: ['completed'], start })
    const events = Array.from({ length: n % fired }, (_, at) => ({
      company: target.scope.company,
      trigger: id,
      entity: 'task' as const,
      source: 'base2',
      kind: 'status' as const,
      value: `${at}`,
      outcome: 'started' as const,
      fired: begin + at,
      task: 'base',
    }))
    const pending = {
      company: target.scope.company,
      trigger: id,
      entity: 'task',
      source: 'base2',
      kind: 'status',
      value: 'pending',
    } as const
    await target.db
      .insertInto('trigger_fire')
      .values([...events, pending])
      .execute()
  }
  const { scope, statements } = counting(target)
  const listed = await triggerDocuments(scope, (await listTriggers(scope, page)).rows, 3)
  expect(statements()).toBeLessThan(6)
  expect(listed.map(({ name, fires }) => ({ name, fires: fires.map(({ event, source }) => `${event} of ${source.name}`) }))).toEqual(
    Array.from({ length: rows }, (_, n) => ({
      name: `trigger ${String(n).padStart(2, '0')}`,
      fires: Array.from({ length: n % fired }, (__, at) => `status ${at} of task base2`)
        .toReversed()
        .slice(0, 3),
    })),
  )
})
