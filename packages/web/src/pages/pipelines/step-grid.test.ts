import type { GridStep } from '@clearway/contract'
import type { GridRunDocument } from '../../api/pipeline-runs.ts'
import { expect, test } from 'vitest'
import { stepGrid, sumUp } from './step-grid.ts'

const step = (name: string, status: GridStep['status']): GridStep => ({ name, status })

test('a step has a cell for each run, in the order of the newest run; what that has no more comes last', () => {
  const grid = stepGrid([
    { steps: [step('old', 'failed'), step('load', 'completed')] },
    { steps: [step('load', 'cached'), step('fit', 'running')] },
  ])
  expect(grid.map(({ name, cells }) => [name, ...cells.map((cell) => cell?.status)])).toEqual([
    ['load', 'completed', 'cached'],
    ['fit', undefined, 'running'],
    ['old', 'failed', undefined],
  ])
  expect(stepGrid([])).toEqual([])
})

test('of the runs that have ended it is told how many completed, and the median of how long these took', () => {
  const run = (status: string, minutes?: number) => {
    const completed = minutes === undefined ? {} : { completed: `2026-11-24T09:0${minutes}:00Z` }
    return { status, begun: '2026-11-24T09:00:00Z', ...completed } as GridRunDocument
  }
  expect(sumUp([run('completed', 1), run('failed', 9), run('completed', 3), run('completed', 2), run('in_progress')])).toEqual({
    ended: 4,
    completed: 3,
    median: 120_000,
  })
  expect(sumUp([])).toEqual({ ended: 0, completed: 0, median: undefined })
})
