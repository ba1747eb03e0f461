import type { PipelineRun } from '@clearway/contract'
import { expect, test } from 'vitest'
import { sumUpRuns } from './sum-up-runs.ts'

const from = Date.parse('2026-11-29T09:00:00Z')
const at = (seconds: number): string => new Date(from + seconds * 1000).toISOString()

function run(status: PipelineRun['status'], seconds: number): PipelineRun {
  return { id: 'r', name: 'iris', status, status_changed: at(seconds), started: at(0), completed: at(seconds) }
}

test('of runs it is told how many completed and failed, and how long those took that completed', () => {
  const completed = [10, 20, 24, 25, 60].map((seconds) => run('completed', seconds))
  const running = { id: 'r', name: 'iris', status: 'in_progress', status_changed: at(0), started: at(0) } as const
  expect(sumUpRuns([...completed, run('failed', 1), run('stopped', 900), running])).toEqual({
    ended: 7,
    completed: 5,
    failed: 1,
    median: 24_000,
    spread: 4000,
  })
})

test('where nothing completed no duration is told', () => {
  expect(sumUpRuns([])).toEqual({ ended: 0, completed: 0, failed: 0 })
  expect(sumUpRuns([run('failed', 3)])).toEqual({ ended: 1, completed: 0, failed: 1 })
})
