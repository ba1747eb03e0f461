import { Task } from '@clearway/sdk'
import { database, startServer, type World } from '@clearway/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findQueueId } from './find-queue.ts'
import { findRun, findTask } from './find-task.ts'

let world: World
beforeAll(async () => {
  world = await startServer(database)
})
afterAll(async () => world[Symbol.asyncDispose]())

async function make(name: string, isRun = false): Promise<string> {
  const { url, connection } = world
  const { id } = await Task.create({ projectName: 'names', taskName: name, connection: { url, credentials: connection } })
  if (isRun) await world.api.tasks.edit({ task: id, type: 'controller', system_tags: ['pipeline'] })
  return id
}

test('the name of a pipeline means its newest run, among runs and among tasks', async () => {
  const runs = [await make('iris', true), await make('iris #2', true), await make('iris #10', true)]
  await make('iris prepare', true)
  await make('iris #3x', true)
  for (const find of [findRun, findTask]) {
    expect((await find(world.api, 'iris')).id).toBe(runs[2])
    expect(await find(world.api, 'iris #2')).toEqual({ id: runs[1], name: 'iris #2' })
  }
})

test('of tasks with the same name the newest is meant, and a number behind a name is no run of it', async () => {
  await make('train')
  const newest = await make('train')
  await make('train #2')
  expect((await findTask(world.api, 'train')).id).toBe(newest)
  await expect(findRun(world.api, 'train')).rejects.toThrow("There is no pipeline 'train'.")
})

test('a name is matched literally, not as a pattern', async () => {
  const id = await make('a.b (c)* $1')
  expect((await findTask(world.api, 'a.b (c)* $1')).id).toBe(id)
  await expect(findTask(world.api, 'a.b .*')).rejects.toThrow('There is no task')
})

test('the beginning of an id finds its task; one of several ids is refused with their names', async () => {
  const ids = await Promise.all([make('first'), make('second')])
  expect((await findTask(world.api, ids[0]!.slice(0, 31))).id).toBe(ids[0])
  expect((await findTask(world.api, ids[1]!)).id).toBe(ids[1])
  let shared = 0
  while (ids[0]![shared] === ids[1]![shared]) shared += 1
  // Made in the same moment, they begin alike.
  expect(shared).toBeGreaterThanOrEqual(4)
  await expect(findTask(world.api, ids[0]!.slice(0, shared))).rejects.toThrow(
    new RegExp(`Several ids begin with[^]*${ids[0]} {2}first|second`),
  )
  await expect(findTask(world.api, 'ffffff')).rejects.toThrow("There is no task 'ffffff'.")
})

test('a text that is both a name and the beginning of an id is taken as a name', async () => {
  const id = await make('0199')
  expect((await findTask(world.api, '0199')).id).toBe(id)
})

test('queues are found by the beginning of their ids as well', async () => {
  const { id } = await world.api.queues.create({ name: 'gpu large' })
  expect(await findQueueId(world.api, 'gpu large')).toBe(id)
  expect(await findQueueId(world.api, id.slice(0, 31))).toBe(id)
  await expect(findQueueId(world.api, 'abcdef')).rejects.toThrow("There is no queue 'abcdef'")
})
