import { taskStatuses } from '@clearway/contract'
import fc from 'fast-check'
import { expect } from 'vitest'
import { test } from '../../test/list-test.ts'
import { addProject, addTask } from '../../test/rows.ts'
import { addDaily, dayMillis, runTimes } from './daily-run-times.ts'

const now = 1_800_000_000_000
const hour = 3_600_000
const from = now - 5 * dayMillis - 7 * hour
const days = 6
const until = from + days * dayMillis
const time = fc.integer({ min: from - 2 * dayMillis, max: until + dayMillis })

const arbitraryTask = fc.record({
  project: fc.constantFrom('a', 'b', null),
  company: fc.constantFrom('acme', '', 'other'),
  status: fc.constantFrom(...taskStatuses),
  type: fc.constantFrom('training', 'training', 'controller'),
  queue: fc.constantFrom('q', null),
  started: fc.option(fc.oneof(time, fc.constant(from))),
  completed: fc.option(fc.oneof(time, fc.constant(until))),
  status_changed: time,
  system_tags: fc.constantFrom([], [], ['hidden'], ['development']),
})

test('what tasks ran on each day is what a count of each task by itself comes to', async ({ database }) => {
  for (const id of ['a', 'b']) await addProject(database, { id, name: id })
  const tasks = fc.sample(arbitraryTask, 60)
  for (const [index, task] of tasks.entries()) await addTask(database, { id: `t${index}`, ...task })
  for (const includeDevelopment of [false, true]) {
    const sums = Array.from({ length: days }, () => 0)
    const filter = { projects: ['a'], days: { from, until }, includeDevelopment }
    const reader = { db: database.scope.reader, company: 'acme', now: () => now }
    for (const one of await runTimes(reader, filter)) addDaily(sums, one, 1)
    const counted = tasks.filter(
      ({ project, company, type, queue, system_tags: [tag] }) =>
        project === 'a' &&
        company !== 'other' &&
        type !== 'controller' &&
        tag !== 'hidden' &&
        (includeDevelopment || (queue !== null && tag !== 'development')),
    )
    const ran = ({ started, completed, status, status_changed: changed }: (typeof tasks)[number], day: number) => {
      if (started === null) return 0
      const ended = status === 'in_progress' ? now : completed !== null && completed >= started ? completed : changed
      const begin = from + day * dayMillis
      return Math.max(0, Math.min(ended, begin + dayMillis) - Math.max(started, begin))
    }
    expect(sums).toEqual(sums.map((_, day) => counted.reduce((sum, task) => sum + ran(task, day), 0)))
  }
})
