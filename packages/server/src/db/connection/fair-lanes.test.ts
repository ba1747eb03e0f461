import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FairLanes } from './fair-lanes.ts'

const never = new AbortController().signal

/** Work that ends when the test says so. */
function held(): { readonly work: () => Promise<void>; readonly end: () => void; readonly started: () => boolean } {
  const { promise, resolve } = Promise.withResolvers<void>()
  let isStarted = false
  return {
    work: () => {
      isStarted = true
      return promise
    },
    end: resolve,
    started: () => isStarted,
  }
}
const settle = () => new Promise(setImmediate)

test('a caller with endless work leaves a lane to the others, who take turns', async () => {
  const lanes = new FairLanes([1, 2])
  const greedy = Array.from({ length: 5 }, held)
  const done = greedy.map(({ work }) => lanes.run('greedy', never, work))
  const [first, second] = [held(), held()]
  done.push(lanes.run('a', never, first.work), lanes.run('b', never, second.work))
  await settle()
  expect(greedy.map(({ started }) => started())).toEqual([true, false, false, false, false])
  expect([first.started(), second.started()]).toEqual([true, false])
  first.end()
  await settle()
  expect(second.started()).toBe(true)
  for (const { end } of [...greedy, second]) end()
  await Promise.all(done)
})

test('work that is cancelled while it waits never starts, and the work queued after it does', async () => {
  const lanes = new FairLanes(['only'])
  const [running, after] = [held(), held()]
  const gone = new AbortController()
  const first = lanes.run('a', never, running.work)
  const off = lanes.run('a', gone.signal, () => Promise.reject(new Error('started')))
  const last = lanes.run('a', never, after.work)
  gone.abort(new Error('called off'))
  await expect(off).rejects.toThrow('called off')
  running.end()
  await first
  await settle()
  expect(after.started()).toBe(true)
  after.end()
  await last
})

test('whatever callers do, a lane runs one work at a time, no lane is lost, no caller has all lanes, and all work is done', async () => {
  const jobs = fc.array(fc.record({ caller: fc.constantFrom('a', 'b', 'c'), pauses: fc.nat(4), fails: fc.boolean(), off: fc.nat(9) }), {
    maxLength: 40,
  })
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), jobs, async (count, all) => {
      const lanes = new FairLanes(Array.from({ length: count }, (_, lane) => lane))
      const used = new Map<number, string>()
      const outcomes = await Promise.allSettled(
        all.map(async ({ caller, pauses, fails, off }) => {
          const signal = off < 3 ? AbortSignal.any([never]) : never
          return lanes.run(caller, signal, async (lane) => {
            expect(used.has(lane)).toBe(false)
            used.set(lane, caller)
            if (count > 1) expect([...used.values()].filter((one) => one === caller).length).toBeLessThan(count)
            for (let n = 0; n < pauses; n += 1) await settle()
            used.delete(lane)
            if (fails) throw new Error('failed')
          })
        }),
      )
      expect(outcomes.map(({ status }) => status)).toEqual(all.map(({ fails }) => (fails ? 'rejected' : 'fulfilled')))
      expect(used.size).toBe(0)
    }),
    { seed: 13 },
  )
})
