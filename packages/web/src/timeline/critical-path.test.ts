import type { StepView } from '@clearway/contract'
import { expect, test } from 'vitest'
import { mergeSteps, noSteps } from '../api/merge-steps.ts'
import { criticalPath } from './critical-path.ts'

const pathOf = (steps: readonly StepView[], until: number) => criticalPath(mergeSteps(noSteps, { fresh: true, steps }), until)

function step(name: string, parents: readonly string[], ended?: number, more: Partial<StepView> = {}): StepView {
  return {
    name,
    task: `task of ${name}`,
    status: 'completed',
    parents: [...parents],
    queued_at: 0,
    ...(ended === undefined ? {} : { ended_at: ended }),
    ...more,
  }
}

test('the critical path leads from the step that ended last back over the parents that ended last', () => {
  const steps = [
    step('load', [], 10),
    step('other', [], 30),
    step('prep', ['load'], 25),
    step('fit', ['prep', 'other'], 90),
    step('report', ['load'], 40),
  ]
  expect(pathOf(steps, 100)).toEqual(['other', 'fit'])
  expect(pathOf([], 100)).toEqual([])
})

test('what has not ended is the end of the path; steps that never began are no part of it', () => {
  const pending: StepView = { name: 'later', status: 'pending', parents: ['long'] }
  expect(pathOf([step('load', [], 10), step('long', ['load']), step('short', ['load'], 40), pending], 100)).toEqual(['load', 'long'])
  expect(pathOf([pending], 100)).toEqual([])
})

test('a step that waited for a slot which another step held has that step before it', () => {
  const waited = step('b', ['load'], 90, { waited_for: { task: 'task of a', name: 'a', claimed_at: 0 } })
  expect(pathOf([step('load', [], 10), step('a', ['load'], 50), waited], 100)).toEqual(['load', 'a', 'b'])
  const foreign = step('b', ['load'], 90, { waited_for: { task: 'of another run', name: 'x', claimed_at: 0 } })
  expect(pathOf([step('load', [], 10), foreign], 100)).toEqual(['load', 'b'])
})

test('the path leads through what a mapped step became', () => {
  const each: StepView = { name: 'each', status: 'running', parents: ['load'], members: 2 }
  const members = [step('each-1', [], 30, { group: 'each' }), step('each-2', [], 50, { group: 'each' })]
  expect(pathOf([step('load', [], 10), each, ...members, step('best', ['each'], 90)], 100)).toEqual(['load', 'each-2', 'best'])
})
