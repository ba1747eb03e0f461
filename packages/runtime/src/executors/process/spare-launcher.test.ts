import { existsSync } from 'node:fs'
import { runningProcesses, untilGone } from '@clearway/testkit'
import { expect, test } from 'vitest'
import type { Launcher } from './launcher.ts'
import { isAlive } from './process-identity.ts'
import { SpareLauncher } from './spare-launcher.ts'

async function untilEnded({ identity }: Launcher): Promise<void> {
  await untilGone([identity.pid], 10_000)
}

/** Waits for the process of the spare launcher: until it has begun, or until it is ready, which its script reports by descriptor 3 and then closes it. */
async function spareBeside(taken: readonly Launcher[], state: 'begun' | 'ready'): Promise<number> {
  let found = 0
  await expect
    .poll(
      async () => {
        const children = (await runningProcesses()).filter(
          ({ parent, command }) => parent === process.pid && command.includes('read -r plan'),
        )
        const spare = children.find(({ pid }) => !taken.some(({ identity }) => identity.pid === pid))
        found = spare?.pid ?? 0
        return spare !== undefined && (state === 'begun' || !existsSync(`/proc/${spare.pid}/fd/3`))
      },
      { message: `a spare launcher is ${state}`, interval: 2 },
    )
    .toBe(true)
  return found
}

test('steps that begin at the same time get a launcher each', async () => {
  const launchers = new SpareLauncher()
  const taken = [await launchers.take()]
  // Round by round with a spare that is ready, one that is starting, and none.
  for (const state of ['ready', 'begun', undefined] as const) {
    if (state !== undefined) launchers.prepare()
    if (state !== undefined) await spareBeside(taken, state)
    taken.push(...(await Promise.all([launchers.take(), launchers.take(), launchers.take()])))
  }
  expect(new Set(taken.map(({ identity }) => identity.pid)).size).toBe(10)
  await launchers.close()
  expect(taken.every(({ isWaiting }) => isWaiting())).toBe(true)
  for (const launcher of taken) launcher.dismiss()
  await Promise.all(taken.map(untilEnded))
})

test('closing ends the spare launcher', async () => {
  const launchers = new SpareLauncher()
  const taken = await launchers.take()
  launchers.prepare()
  const spare = await spareBeside([taken], 'ready')
  await launchers.close()
  await untilGone([spare], 10_000)
  expect([await isAlive(taken.identity), taken.isWaiting()]).toEqual([true, true])
  taken.dismiss()
  await untilEnded(taken)
})

test('closing does not end a launcher that is being taken', async () => {
  const launchers = new SpareLauncher()
  const first = await launchers.take()
  launchers.prepare()
  const spare = await spareBeside([first], 'ready')
  const taking = launchers.take()
  await launchers.close()
  const taken = await taking
  expect([taken.identity.pid, await isAlive(taken.identity), taken.isWaiting()]).toEqual([spare, true, true])
  for (const launcher of [first, taken]) launcher.dismiss()
  await Promise.all([first, taken].map(untilEnded))
})
