import { taskStatuses } from '@clearway/contract'
import fc from 'fast-check'
import { expect } from 'vitest'
import { test } from '../../test/list-test.ts'
import { addProject, addTask } from '../../test/rows.ts'
import { statsOf, sumTasks } from './project-stats.ts'

const now = 1_800_000_000_000
const hour = 3_600_000

const arbitraryTask = fc.record({
  project: fc.constantFrom('a', 'b', null),
  company: fc.constantFrom('acme', 'acme', '', 'other'),
  status: fc.constantFrom(...taskStatuses),
  archived: fc.boolean(),
  started: fc.option(fc.constantFrom(now - 30 * hour, now - 2 * hour, now - hour), { nil: null }),
  completed: fc.option(fc.constantFrom(now - 25 * hour, now - hour + 1_999, now), { nil: null }),
})

test('the sums of tasks by project are those of their rows', async ({ database }) => {
  for (const id of ['a', 'b']) await addProject(database, { id, name: id })
  const tasks = fc.sample(arbitraryTask, 120)
  for (const [index, { archived, ...task }] of tasks.entries())
    await addTask(database, { id: `t${index}`, ...task, system_tags: archived ? ['archived', 'x'] : ['x'] })
  const sums = await sumTasks(database.scope, { project: ['a', 'b'] })
  for (const project of ['a', 'b'])
    for (const state of ['active', 'archived'] as const) {
      const own = tasks.filter((task) => task.project === project && task.company !== 'other' && task.archived === (state === 'archived'))
      const started = Math.max(...own.map((task) => task.started ?? -1))
      const completed = (task: (typeof own)[number]) =>
        (task.completed ?? 0) > now - 24 * hour && !['queued', 'in_progress', 'failed'].includes(task.status)
      const seconds = (task: (typeof own)[number]) =>
        task.started !== null && task.completed !== null && task.completed > task.started
          ? Math.floor((task.completed - task.started) / 1000)
          : 0
      expect(
        statsOf(
          sums.filter((sum) => sum.project === project),
          state,
        ),
      ).toEqual({
        status_count: Object.fromEntries(taskStatuses.map((status) => [status, own.filter((task) => task.status === status).length])),
        total_tasks: own.length,
        total_runtime: own.reduce((sum, task) => sum + seconds(task), 0),
        completed_tasks_24h: own.filter(completed).length,
        last_task_run: started < 0 ? null : new Date(started).toISOString().replace('Z', '+00:00'),
      })
    }
})
