import { contract } from '@clearway/contract'
import { isApiError } from '@clearway/sdk/client'
import type { World } from '@clearway/testkit'
import { test as serverTest } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { outcomeOf, type RaceWorld, raceWorld } from './race-world.ts'
import { everybody, partsOfOneTask, type Race, races } from './races.ts'

type Call = () => Promise<unknown>
type Order = 'one after another' | 'all at once'
type NamedRace = readonly [name: string, race: Race]

const test = serverTest.extend(
  'held',
  { scope: 'file' },
  ({ world }) =>
    (named: readonly NamedRace[], order: Order) =>
      held(world, named, order),
)

/** Makes the calls of races in a world of their own. Answers each call's answer, and the state of the world afterwards. */
async function held({ api, url, connection }: World, named: readonly NamedRace[], order: Order): Promise<unknown> {
  const authorization = `Basic ${Buffer.from(`${connection.accessKey}:${connection.secretKey}`).toString('base64')}`
  const severalTasks = named.some(([, { tasks }]) => tasks === true)
  const own = await raceWorld(api, url, authorization, severalTasks)
  for (const [, race] of named) await race.prepare?.(own)
  const calls = everybody.flatMap((number) =>
    named.map(
      ([name, race]): Call =>
        () =>
          answer(name, race, own, number),
    ),
  )
  const answers: unknown[] = []
  if (order === 'all at once') answers.push(...(await Promise.all(calls.map((call) => call()))))
  else for (const call of calls) answers.push(await call())
  return { answers: answers.map((one) => JSON.stringify(one)).toSorted(), outcome: await outcomeOf(own, own.agent.worker) }
}

async function answer(name: string, { call, summarize }: Race, own: RaceWorld, number: number): Promise<unknown> {
  try {
    const answered = await call(own, number)
    return [name, summarize === undefined ? 'done' : summarize(answered as never)]
  } catch (error) {
    return [name, isApiError(error) ? error.code : String(error)]
  }
}

test('every action that may write has a race', () => {
  const writing = Object.entries(contract).flatMap(([service, actions]) =>
    Object.entries(actions).flatMap(([name, { access }]) => (access === 'viewer' || access === 'anyone' ? [] : [`${service}.${name}`])),
  )
  expect(Object.keys(races).toSorted()).toEqual(writing.toSorted())
})

test.for(Object.entries(races))('eight concurrent calls of %s have the same result as eight in sequence', async (race, { held }) => {
  expect(await held([race], 'all at once')).toEqual(await held([race], 'one after another'))
})

test('concurrent writes to different parts of one task are all stored', async ({ held }) => {
  const together = partsOfOneTask.map((name) => [name, races[name]!] as const)
  expect(await held(together, 'all at once')).toEqual(await held(together, 'one after another'))
})

test('a hundred concurrent calls that tag one task are all answered', async ({ api }) => {
  const task = (await api.tasks.create({ name: 'tagged', type: 'training' })).id
  await Promise.all(Array.from({ length: 100 }, (_, number) => api.tasks.update({ task, tags: ['a', 'b', `${number % 3}`] })))
  expect((await api.tasks.get_by_id({ task })).task.tags).toHaveLength(3)
})
