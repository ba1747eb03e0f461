import { transact } from '../db/connection/transaction.ts'
import { database } from '@clearway/testkit'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeParams } from '../db/tables/task-parts.ts'
import { arbitraryFilter, arbitraryText } from '../../test/arbitrary-filter.ts'
import { listTasks } from './list.ts'
import type { ListScope } from './list-ids.ts'
import { type NaiveTask, naiveSort } from '../../test/naive-list.ts'
import { openTestDatabase, type TestDatabase } from '../../test/database.ts'
import { addTask } from '../../test/rows.ts'

const arbitraryTask: fc.Arbitrary<Omit<NaiveTask, 'id'>> = fc.record({
  name: arbitraryText,
  comment: arbitraryText,
  status: fc.constantFrom('completed', 'failed', 'queued'),
  project: fc.option(fc.constantFrom('p1', 'p2'), { nil: undefined }),
  started: fc.option(fc.constantFrom(0, 1000, 1001, 2000), { nil: undefined }),
  last_iteration: fc.integer({ min: 0, max: 3 }),
  tags: fc.uniqueArray(
    fc
      .oneof(
        fc.constantFrom('a', 'b'),
        arbitraryText.map((text) => text.trim()),
      )
      .filter((tag) => tag !== ''),
    { maxLength: 3 },
  ),
  param: fc.option(
    fc.oneof(
      fc.constantFrom('1', '10', '9', '01', '-2', '1.5', '1e-3', '-1E2', '1e999', 'inf', 'nan', ' 1', 'auto', 'x'.repeat(3000)),
      arbitraryText,
    ),
    {
      nil: undefined,
    },
  ),
  runtime: fc.option(fc.oneof(fc.constantFrom('1', 1, 10, 9, 1.5, true, false, 'true'), arbitraryText), { nil: undefined }),
  metric: fc.option(fc.constantFrom(0, 1, 1.5, 2, 2.5, 3), { nil: undefined }),
  repository: fc.option(arbitraryText, { nil: undefined }),
  inputModels: fc.uniqueArray(arbitraryText, { maxLength: 2 }),
})
const keys = [
  'name',
  'comment',
  'status',
  'project',
  'started',
  'last_iteration',
  'hyperparams.Args.x%2Ey',
  'runtime.k',
  'last_metrics.mh.vh.value',
  'id',
]
const arbitraryOrder = fc
  .uniqueArray(fc.tuple(fc.constantFrom('', '-'), fc.constantFrom(...keys)), { maxLength: 3, selector: ([, key]) => key })
  .map((order) => order.map((parts) => parts.join('')))

/** The number of owners above which rows are looked up one by one. */
const arbitraryMost = fc.constantFrom(0, 5, 1000)

let world: TestDatabase
const tasks: NaiveTask[] = []
beforeAll(async () => {
  world = await openTestDatabase(database, { time: 1_800_000_000_000 })
  for (const [index, task] of fc.sample(arbitraryTask, 80).entries()) {
    tasks.push({ ...task, id: `t${String(index).padStart(2, '0')}` })
    await store(world, tasks.at(-1)!)
  }
})
afterAll(() => world[Symbol.asyncDispose]())

test('any request finds the expected rows in order, page by page and in a scroll', async () => {
  await fc.assert(
    fc.asyncProperty(
      arbitraryFilter,
      arbitraryOrder,
      fc.integer({ min: 1, max: 30 }),
      arbitraryMost,
      async ({ request, accepts }, orderBy, size, mostOwners) => {
        const scope = { ...world.scope, mostOwners }
        const expected = naiveSort(tasks.filter(accepts), orderBy).map(({ id }) => id)
        const query = { ...request, order_by: orderBy, only_fields: ['id'] }
        const all = (await listTasks(scope, query)).tasks.map(({ id }) => id)
        expect(all).toEqual(expected)
        const page = Math.floor(expected.length / size / 2)
        const paged = (await listTasks(scope, { ...query, page, page_size: size })).tasks.map(({ id }) => id)
        expect(paged).toEqual(expected.slice(page * size, (page + 1) * size))
        expect(await scrolled(scope, query, size)).toEqual(expected)
      },
    ),
    { numRuns: 200 },
  )
})

async function scrolled(scope: ListScope, query: Readonly<Record<string, unknown>>, size: number): Promise<string[]> {
  const ids: string[] = []
  for (let scroll_id: string | undefined; ;) {
    const part = await listTasks(scope, { ...query, size, ...(scroll_id === undefined ? {} : { scroll_id }) })
    if (part.tasks.length === 0) return ids
    ids.push(...part.tasks.map(({ id }) => id))
    scroll_id = part.scroll_id
  }
}

async function store(world: TestDatabase, task: NaiveTask): Promise<void> {
  const { param, runtime, metric, repository, inputModels, project = null, started = null, ...plain } = task
  await addTask(world, {
    ...plain,
    status: task.status as 'queued',
    project,
    started,
    runtime: JSON.stringify({ k: runtime }),
    script: JSON.stringify({ repository }),
    models: JSON.stringify({ input: inputModels.map((model) => ({ name: 'x', model })) }),
  })
  if (param !== undefined)
    await transact(world.scope, (tx) => writeParams(tx, task.id, [{ section: 'Args', name: 'x.y', value: param }], 'merge'))
  if (metric === undefined) return
  const metrics = { value: metric, min_value: metric, max_value: metric, first_value: metric, sum: metric }
  const iterations = { iteration: 1, min_value_iteration: 1, max_value_iteration: 1, first_value_iteration: 1 }
  await world.db
    .insertInto('task_metric')
    .values({
      task: task.id,
      company: 'acme',
      metric: 'm',
      variant: 'v',
      metric_hash: 'mh',
      variant_hash: 'vh',
      count: 1,
      x_axis_label: null,
      ...metrics,
      ...iterations,
    })
    .execute()
}
