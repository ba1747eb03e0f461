import { expect, test } from 'vitest'
import { placeSteps } from './place-steps.ts'
import { firstView } from './views.ts'

const frame = { clientWidth: 1000, clientHeight: 600 }

/** A chain of steps, of which one has failed and one runs, and where the two are seen when it is opened. */
function chain(length: number, failed: number, running: number) {
  const placement = placeSteps(Array.from({ length }, (_, n) => ({ name: `${n}`, parents: n === 0 ? [] : [`${n - 1}`] })))
  const status = (n: number) => (n === failed ? 'failed' : n === running ? 'running' : 'completed')
  const view = firstView(
    placement,
    Array.from({ length }, (_, n) => ({ status: status(n) })),
    frame,
  )
  const seenAt = (step: number): number => (placement.x[step] ?? 0) * view.zoom + view.x
  return { view, seenAt }
}

test('a graph of many steps is opened with what failed and what runs in the frame, large enough to be read', () => {
  const { view, seenAt } = chain(400, 300, 302)
  expect(seenAt(300)).toBeGreaterThan(0)
  expect(seenAt(302)).toBeLessThan(1000)
  expect((seenAt(300) + seenAt(302)) / 2).toBeCloseTo(500)
  expect(view.zoom).toBe(0.94)
})

test('a graph of few steps, and one in which nothing runs or failed, is opened whole', () => {
  for (const { seenAt } of [chain(100, 50, 51), chain(400, -1, -1)]) expect([seenAt(0) > 0, seenAt(99) < 1000]).toEqual([true, true])
})
