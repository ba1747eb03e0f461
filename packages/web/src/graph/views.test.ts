import type { StepView } from '@clearway/contract'
import { expect, test } from 'vitest'
import { placeSteps } from './place-steps.ts'
import { firstView, viewInPlace } from './views.ts'

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

test('in a graph that has grown, the box in the middle of the frame stays where it was, and the zoom as well', () => {
  const placed = (names: readonly string[], parents: (name: string) => string[]) => ({
    placement: placeSteps(names.map((name) => ({ name, parents: parents(name) }))),
    steps: names.map((name) => ({ name }) as StepView),
  })
  const before = placed(['load', 'fit', 'gone'], (name) => (name === 'load' ? [] : ['load']))
  const after = placed(['first', 'second', 'load', 'fit'], (name) =>
    name === 'load' ? ['first', 'second'] : name === 'fit' ? ['load'] : [],
  )
  const seenAt = ({ placement: { x, y } }: typeof before, step: number, view: { x: number; y: number; zoom: number }) => [
    (x[step] ?? 0) * view.zoom + view.x,
    (y[step] ?? 0) * view.zoom + view.y,
  ]
  const zoom = 0.7
  const view = { zoom, x: 500 - (before.placement.x[1] ?? 0) * zoom, y: 300 - (before.placement.y[1] ?? 0) * zoom }
  const next = viewInPlace(before, after, { view, frame })
  expect(next.zoom).toBe(zoom)
  expect(seenAt(after, 3, next)).toEqual(seenAt(before, 1, view).map((at) => expect.closeTo(at) as number))
  expect(
    viewInPlace(
      before,
      placed(['other'], () => []),
      { view, frame },
    ),
  ).toBe(view)
})
