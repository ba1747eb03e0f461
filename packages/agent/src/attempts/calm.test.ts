import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Calm } from './calm.ts'

test('work that can wait comes after all attempts that begin', async () => {
  const calm = new Calm()
  await calm.wait()
  const [one, two] = [calm.begin(), calm.begin()]
  let isCalm = false
  const waiting = calm.wait().then(() => (isCalm = true))
  one()
  one()
  await nextTurn()
  expect(isCalm).toBe(false)
  two()
  await waiting
})
