import { expect, test } from 'vitest'
import type { PipelineRun } from './run-pipelines.ts'
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

test('a run counts from its first start, and one that goes on does not count', () => {
  const begun = (status: PipelineRun['status'], minutes?: number): PipelineRun => {
    const { started: _, completed, ...ended } = run(status, 60 * (minutes ?? 0))
    return { ...ended, begun: at(0), ...(minutes === undefined ? {} : { completed }) }
  }
  const runs = [begun('completed', 1), begun('failed', 9), begun('completed', 3), begun('completed', 2), begun('in_progress')]
  expect(sumUpRuns(runs)).toEqual({ ended: 4, completed: 3, failed: 1, median: 120_000, spread: 60_000 })
})
