import { defineStep, engineVersion, type RunEvent, toConfiguration } from '@clearway/engine'
import { database } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { counting } from '../../test/counting.ts'
import { openTestDatabase, type TestDatabase } from '../../test/database.ts'
import { addTask } from '../../test/rows.ts'
import { transact } from '../db/connection/transaction.ts'
import { appendRunEvents } from '../db/tables/runs.ts'
import { writeConfigs } from '../db/tables/task-parts.ts'
import { progressOfRuns } from './progress-of-runs.ts'

const names = ['load', 'train', 'test']
const steps = Object.fromEntries(names.map((name) => [name, defineStep({ name, baseTask: 'base' })]))
const definition = { name: 'p', version: '1', parameters: {}, steps }
const launched = (step: string): RunEvent[] => [
  { type: 'step_launched', step, attempt: 1, task: `task of ${step}` },
  { type: 'step_status', step, attempt: 1, task: `task of ${step}`, status: 'in_progress' },
]

async function append({ scope }: TestDatabase, run: string, expectedSeq: number, events: readonly RunEvent[]): Promise<void> {
  await transact(scope, async (tx) => void (await appendRunEvents(tx, run, { expectedSeq, engineVersion, events })))
}

test('the progress of a hundred runs is read by a few statements', async () => {
  await using opened = await openTestDatabase(database)
  const runs = Array.from({ length: 50 }, (_, n) => `run ${n}`)
  const stored = Array.from({ length: 50 }, (_, n) => `python ${n}`)
  for (const id of [...runs, ...stored]) await addTask(opened, { id, type: 'controller' })
  for (const run of runs) await append(opened, run, 0, [{ type: 'run_started', run, definition }, ...launched('load')])
  const { Pipeline } = toConfiguration(definition)
  for (const id of stored) await transact(opened.scope, (tx) => writeConfigs(tx, id, { Pipeline: Pipeline! }, 'all'))

  const { scope, statements } = counting(opened)
  const progress = async () => (await progressOfRuns(scope, [...runs, ...stored])).runs
  const begun = { steps: 3, done: 0, running: 1, failed: 0 }
  const planned = { steps: 3, done: 0, running: 0, failed: 0 }
  const all = [...runs.map((run) => ({ run, ...begun })), ...stored.map((run) => ({ run, ...planned }))]
  expect(await progress()).toEqual(all)
  const first = statements()
  expect(first).toBeLessThan(20)
  expect(await progress()).toEqual(all)
  expect(statements() - first).toBeLessThan(first)

  await append(opened, 'run 7', 3, [
    { type: 'step_status', step: 'load', attempt: 1, task: 'task of load', status: 'completed' },
    ...launched('train'),
    { type: 'step_status', step: 'train', attempt: 1, task: 'task of train', status: 'failed' },
  ])
  expect((await progress())[7]).toEqual({ run: 'run 7', steps: 3, done: 1, running: 0, failed: 1 })
})
