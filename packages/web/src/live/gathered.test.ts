import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Reads } from '../api/reads.ts'
import { Gathered } from './gathered.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

/** A query that somebody looks at, each of whose readings is answered by the test. */
function openQuery(reads: Reads, pause = 0) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
  client.mount()
  const readings: ((data: unknown) => void)[] = []
  const queryFn = () => new Promise((resolve) => readings.push(resolve))
  new QueryObserver(client, { queryKey: ['q'], queryFn, meta: { reads, pause } }).subscribe(() => {})
  const gathered = new Gathered(client)
  const answer = (data: unknown): void => readings.at(-1)?.(data)
  return { gathered, answer, readings }
}
/** Lets all happen that is due soon. */
const pass = () => vi.advanceTimersByTimeAsync(100)

test('a query is read again when something changes that it reads, and only then', async () => {
  const { gathered, answer, readings } = openQuery(['task:a'])
  answer('first')
  await pass()
  gathered.add('task', 'task:b')
  await pass()
  expect(readings).toHaveLength(1)
  gathered.add('task', 'task:a')
  await pass()
  expect(readings).toHaveLength(2)
  gathered.drop()
})

test('what changes during a reading is read after it, also where only its answer says that the query reads it', async () => {
  const { gathered, answer, readings } = openQuery((data) => (data === undefined ? [] : ['task:a']))
  gathered.add('task', 'task:a')
  await pass()
  expect(readings).toHaveLength(1)
  answer('the state before the change')
  await pass()
  expect(readings).toHaveLength(2)
  answer('the state after it')
  await pass()
  expect(readings).toHaveLength(2)
  gathered.drop()
})

test('after a new connection every query is read again, also one whose first reading is under way', async () => {
  const { gathered, answer, readings } = openQuery([])
  gathered.addAnything()
  await pass()
  answer('perhaps from before the connection')
  await pass()
  expect(readings).toHaveLength(2)
  gathered.drop()
})

test('a query that makes pauses is read at once, and only after its pause for what changes in it', async () => {
  const { gathered, answer, readings } = openQuery(['task'], 1000)
  answer('first')
  await pass()
  gathered.add('task')
  await pass()
  expect(readings).toHaveLength(2)
  answer('second')
  await pass()
  gathered.add('task')
  await pass()
  gathered.add('queue')
  await vi.advanceTimersByTimeAsync(600)
  expect(readings).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(200)
  expect(readings).toHaveLength(3)
  answer('third')
  await vi.advanceTimersByTimeAsync(5000)
  expect(readings).toHaveLength(3)
  gathered.add('task')
  await pass()
  expect(readings).toHaveLength(4)
  gathered.drop()
})

test('a change is released at once if none was just before, and many are released 30 milliseconds apart', async () => {
  const { gathered, answer, readings } = openQuery(['task'])
  answer('first')
  await pass()
  gathered.add('task')
  await vi.advanceTimersByTimeAsync(4)
  expect(readings).toHaveLength(2)
  answer('second')
  for (let change = 0; change < 10; change += 1) {
    gathered.add('task')
    await vi.advanceTimersByTimeAsync(6)
    answer('again')
  }
  expect(readings).toHaveLength(4)
  gathered.drop()
})
