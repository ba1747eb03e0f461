import { database as kind } from '@clearway/testkit'
import { test as base } from 'vitest'
import { listTasks } from '../src/queries/list.ts'
import type { ListRequest } from '../src/queries/request.ts'
import { openTestDatabase, type TestDatabase } from './database.ts'

const emptied = [
  'user',
  'task',
  'task_tag',
  'task_param',
  'task_metric',
  'task_artifact',
  'task_alias',
  'project',
  'project_tag',
  'model',
  'model_tag',
  'queue',
  'queue_tag',
  'queue_entry',
  'scroll',
] as const

/** A test of lists, on a database without rows and with a clock that stands at `startTime` when each test begins. The tests of a file share one database. */
export const test = base
  .extend('startTime', { scope: 'file' }, 1_800_000_000_000)
  .extend('opened', { scope: 'file' }, async ({ startTime }, { onCleanup }): Promise<TestDatabase> => {
    const opened = await openTestDatabase(kind, { time: startTime })
    onCleanup(() => opened[Symbol.asyncDispose]())
    return opened
  })
  .extend('database', async ({ opened, startTime }): Promise<TestDatabase> => {
    for (const table of emptied) await opened.db.deleteFrom(table).execute()
    opened.setTime(startTime)
    return opened
  })
  /** The ids of the tasks that a request finds, in order. */
  .extend('ids', ({ database }) => async (request: ListRequest): Promise<readonly string[]> => {
    const { tasks } = await listTasks(database.scope, request)
    return tasks.map(({ id }) => id)
  })
