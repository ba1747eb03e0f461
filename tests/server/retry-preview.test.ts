import type { RequestOf, runs } from '@clearway/contract'
import type { Api } from '@clearway/sdk/client'
import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { aDraftRun, aFailedRun, aLiveRun, stepEnds } from './a-run.ts'
import { aQueue, aTask, statusOf, waitingIn } from './queued-tasks.ts'
import { aServerRun, runTask } from './server-run.ts'

/** The code with which an action is refused. */
async function codeOf(refused: Promise<unknown>): Promise<unknown> {
  return refused.then(
    () => 'accepted',
    (error: { readonly code?: unknown }) => error.code,
  )
}

async function statusesIn(api: Api, run: string): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries((await api.runs.view({ run })).steps.map(({ name, status }) => [name, status]))
}

/** A run of the server whose step `eval` has failed: `load → fit → eval → report` beside `other`, the first of which has a cache. */
async function aRunThatFailed(api: Api) {
  const base = await aTask(api, 'training', { script: { binary: 'sh', diff: 'echo again' } })
  const { run, task } = await aServerRun(api, [
    { name: 'load', baseTask: base, cacheExecuted: true },
    { name: 'fit', baseTask: base, parents: ['load'] },
    { name: 'eval', baseTask: base, parents: ['fit'] },
    { name: 'report', baseTask: base, parents: ['eval'] },
    { name: 'other', baseTask: base },
  ])
  for (const step of ['load', 'other', 'fit']) await runTask(api, (await task(step)) ?? '')
  await runTask(api, (await task('eval')) ?? '', 'failed')
  expect(await statusOf(api, run)).toBe('failed')
  return run
}

test('the preview of a retry says what the retry then does, and changes nothing', async ({ api }) => {
  const run = await aRunThatFailed(api)
  const before = { events: await api.runs.get({ run }), steps: await statusesIn(api, run) }
  expect(await api.runs.preview_retry({ run })).toMatchObject({
    run,
    status: 'failed',
    decided: true,
    steps: ['eval'],
    repeats: ['eval', 'report'],
    keeps: ['load', 'fit', 'other'],
    may_reuse: [],
    may_change: [],
  })
  const preview = await api.runs.preview_retry({ run, from: 'load' })
  expect(preview).toMatchObject({
    steps: ['load'],
    repeats: ['load', 'fit', 'eval', 'report'],
    keeps: ['other'],
    may_reuse: ['load'],
  })
  expect({ events: await api.runs.get({ run }), steps: await statusesIn(api, run) }).toEqual(before)

  const { warnings, steps } = await api.runs.retry({ run, from: 'load' })
  expect({ warnings, steps }).toEqual({ warnings: preview.warnings, steps: preview.steps })
  const after = await statusesIn(api, run)
  const begun = Object.keys(after).filter((step) => after[step] === 'pending' || after[step] === 'queued' || after[step] === 'cached')
  expect(begun.toSorted()).toEqual(preview.repeats.toSorted())
})

test('the preview is refused where the retry is, with the same code', async ({ api }) => {
  const failed = await aFailedRun(api)
  const live = await aLiveRun(api, [stepEnds('load', 'completed')])
  const done = await aLiveRun(api, [stepEnds('load', 'completed'), stepEnds('train', 'completed')])
  await api.tasks.completed({ task: done.run })
  const broken = await aFailedRun(api)
  await api.tasks.delete({ task: broken.definition.steps['load']?.baseTask ?? '', force: true })
  const refused: readonly (readonly [request: RequestOf<typeof runs.preview_retry>, code: string])[] = [
    [{ run: failed.run, from: 'tarin' }, 'step_not_found'],
    [{ run: failed.run, queue: 'nowhere' }, 'queue_not_found'],
    [{ run: failed.run, parameters: { rows: 'many' } }, 'invalid_pipeline'],
    [{ run: failed.run, base_tasks: { load: 'f'.repeat(32) } }, 'task_not_found'],
    [{ run: failed.run, program: 'f'.repeat(32) }, 'task_not_found'],
    [{ run: broken.run, from: 'load' }, 'invalid_pipeline'],
    [{ run: live.run, from: 'train' }, 'run_refused'],
    [{ run: live.run, program: await aTask(api) }, 'run_live'],
    [{ run: done.run }, 'nothing_to_retry'],
    [{ run: await aTask(api) }, 'not_a_run'],
    [{ run: 'f'.repeat(32) }, 'task_not_found'],
  ]
  for (const [request, code] of refused)
    expect([await codeOf(api.runs.preview_retry(request)), await codeOf(api.runs.retry(request))]).toEqual([code, code])
})

test('a run that was stopped while nobody drove it is previewed as its retry would end it first', async ({ api }) => {
  const { run } = await aLiveRun(api, [stepEnds('load', 'completed')])
  await api.runs.stop({ run })
  const { seq } = await api.runs.get({ run })
  expect(await api.runs.preview_retry({ run })).toMatchObject({ repeats: ['train'], keeps: ['load'] })
  expect((await api.runs.get({ run })).seq).toBe(seq)
  expect((await api.runs.retry({ run, queue: await aQueue(api) })).steps).toEqual(['train'])
})

test('of one of ClearML’s own controllers the steps below a named one are known, and its program decides on others', async ({ api }) => {
  const { run, queue } = await aDraftRun(api)
  expect(await codeOf(api.runs.preview_retry({ run }))).toBe('run_live')
  await api.tasks.started({ task: run })
  await api.tasks.failed({ task: run })
  expect(await api.runs.preview_retry({ run, queue })).toMatchObject({ decided: false, steps: [], repeats: [], keeps: [] })
  expect(await api.runs.preview_retry({ run, from: 'train', queue })).toMatchObject({ decided: true, repeats: ['train'], keeps: ['load'] })
  expect(await waitingIn(api, queue)).toEqual([])
})
