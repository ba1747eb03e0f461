import { Task } from '@clearway/sdk'
import { test as serverTest } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { findQueueId } from './find-queue.ts'
import { findRun, findTask } from './find-task.ts'

const test = serverTest.extend('make', { scope: 'file' }, ({ world: { url, connection, api } }) => {
  return async (name: string, isRun = false): Promise<string> => {
    const { id } = await Task.create({ projectName: 'names', taskName: name, connection: { url, credentials: connection } })
    if (isRun) await api.tasks.edit({ task: id, type: 'controller', system_tags: ['pipeline'] })
    return id
  }
})

test('the name of a pipeline means its newest run, among runs and among tasks', async ({ api, make }) => {
  const runs = [await make('iris', true), await make('iris #2', true), await make('iris #10', true)]
  await make('iris prepare', true)
  await make('iris #3x', true)
  // The base task of the pipeline as a step of another one.
  await make('iris')
  for (const find of [findRun, findTask]) {
    expect((await find(api, 'iris')).id).toBe(runs[2])
    expect(await find(api, 'iris #2')).toEqual({ id: runs[1], name: 'iris #2' })
    expect(await find(api, 'iris#2')).toEqual({ id: runs[1], name: 'iris #2' })
    expect((await find(api, 'iris#1')).id).toBe(runs[0])
    for (const unknown of ['iris#7', 'iris #7'])
      await expect(find(api, unknown)).rejects.toThrow("Pipeline 'iris' has no run #7. The newest is 'iris #10'.")
    await expect(find(api, 'nobody#7')).rejects.toThrow("'nobody#7'")
  }
})

test('@latest means the newest run of all, also where a task is asked for and where its name has a number', async ({ api, make }) => {
  await make('nightly', true)
  const newest = await make('nightly #2', true)
  await make('@latest')
  for (const find of [findRun, findTask]) expect(await find(api, '@latest')).toMatchObject({ id: newest, name: 'nightly #2' })
  expect(await findRun(api, undefined)).toMatchObject({ id: newest })
})

test('of tasks with the same name the newest is meant, and a number behind a name is no run of it', async ({ api, make }) => {
  await make('train')
  const newest = await make('train')
  await make('train #2')
  expect((await findTask(api, 'train')).id).toBe(newest)
  await expect(findRun(api, 'train')).rejects.toThrow("There is no pipeline 'train'.")
})

test('a hidden draft of a name, as steps are cloned from, is meant only where there is nothing else', async ({ api, make }) => {
  const step = await make('fit')
  const drafts = [await make('fit'), await make('never run')]
  for (const task of drafts) await api.tasks.edit({ task, system_tags: ['hidden'] })
  expect((await findTask(api, 'fit')).id).toBe(step)
  expect((await findTask(api, 'never run')).id).toBe(drafts[1])
  expect((await findTask(api, drafts[0]!.slice(0, 31))).id).toBe(drafts[0])
})

test('a name is matched literally, not as a pattern', async ({ api, make }) => {
  const id = await make('a.b (c)* $1')
  expect((await findTask(api, 'a.b (c)* $1')).id).toBe(id)
  await expect(findTask(api, 'a.b .*')).rejects.toThrow('There is no task')
})

test('the beginning of an id finds its task; one of several ids is refused with their names', async ({ api, make }) => {
  const ids = await Promise.all([make('first'), make('second')])
  expect((await findTask(api, ids[0]!.slice(0, 31))).id).toBe(ids[0])
  expect((await findTask(api, ids[1]!)).id).toBe(ids[1])
  let shared = 0
  while (ids[0]![shared] === ids[1]![shared]) shared += 1
  // Made in the same moment, they begin alike.
  expect(shared).toBeGreaterThanOrEqual(4)
  await expect(findTask(api, ids[0]!.slice(0, shared))).rejects.toThrow(new RegExp(`Several ids begin with[^]*${ids[0]} {2}first|second`))
  await expect(findTask(api, 'ffffff')).rejects.toThrow("There is no task 'ffffff'.")
})

test('a text that is both a name and the beginning of an id is taken as a name', async ({ api, make }) => {
  const id = await make('0199')
  expect((await findTask(api, '0199')).id).toBe(id)
})

test('queues are found by the beginning of their ids as well', async ({ api }) => {
  const { id } = await api.queues.create({ name: 'gpu large' })
  expect(await findQueueId(api, 'gpu large')).toBe(id)
  expect(await findQueueId(api, id.slice(0, 31))).toBe(id)
  await expect(findQueueId(api, 'abcdef')).rejects.toThrow("There is no queue 'abcdef'")
})
