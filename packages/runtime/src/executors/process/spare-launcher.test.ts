import { setTimeout as sleep } from 'node:timers/promises'
import { untilGone } from '@clearway/testkit'
import { expect, test } from 'vitest'
import type { Launcher } from './launcher.ts'
import { isAlive } from './process-identity.ts'
import { SpareLauncher } from './spare-launcher.ts'

async function untilEnded({ identity }: Launcher): Promise<void> {
  await untilGone([identity.pid], 10_000)
}

test('steps that begin at the same time get a launcher each', async () => {
  const launchers = new SpareLauncher()
  const taken = [await launchers.take()]
  // Round by round with a spare that is ready, one that is starting, and none.
  for (const pauseMs of [300, 8, 0]) {
    await sleep(pauseMs)
    taken.push(...(await Promise.all([launchers.take(), launchers.take(), launchers.take()])))
  }
  expect(new Set(taken.map(({ identity }) => identity.pid)).size).toBe(10)
  await launchers.close()
  expect(taken.every(({ isWaiting }) => isWaiting())).toBe(true)
  for (const launcher of taken) launcher.dismiss()
  await Promise.all(taken.map(untilEnded))
})

test('closing ends the spare launcher, and not one that is being taken', async () => {
  const launchers = new SpareLauncher()
  ;(await launchers.take()).dismiss()
  await sleep(300)
  const taking = launchers.take()
  await launchers.close()
  const taken = await taking
  expect([await isAlive(taken.identity), taken.isWaiting()]).toEqual([true, true])
  taken.dismiss()
  await untilEnded(taken)
})
