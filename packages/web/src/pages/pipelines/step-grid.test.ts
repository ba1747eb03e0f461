import type { GridStep } from '@clearway/contract'
import { expect, test } from 'vitest'
import { stepGrid } from './step-grid.ts'

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
