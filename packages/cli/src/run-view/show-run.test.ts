import type { RunHead, StepView } from '@clearway/contract'
import { expect, test } from 'vitest'
import { type Look, plainLook } from '../look.ts'
import type { RunView } from './run-view.ts'
import { showRun } from './show-run.ts'

const now = Date.parse('2026-11-24T09:00:10Z')
const at = (seconds: number): number => now + seconds * 1000
const run = {
  id: '01a20cd125f975e187909edcc72e40e0',
  name: 'iris #2',
  status_reason: '',
  status_message: '',
  status_changed: '2026-11-24T09:00:00Z',
  created: '2026-11-24T09:00:00Z',
  begun: '2026-11-24T09:00:00Z',
  takes_code: true,
} satisfies Partial<RunHead>
const { begun: _, ...unbegun } = run
const running: RunView = {
  run: { ...run, status: 'in_progress', expected_end: '2026-11-24T09:02:00Z' },
  steps: [
    { name: 'stage_data', status: 'completed', parents: [], queued_at: at(-9.5), started_at: at(-9), ended_at: at(-7) },
    { name: 'stage_prepare', status: 'running', parents: ['stage_data'], queued_at: at(-6.9), started_at: at(-6.8), attempt: 2 },
    { name: 'stage_check', status: 'queued', parents: ['stage_data'], queued_at: at(-6.9) },
    { name: 'stage_train', status: 'pending', parents: ['stage_prepare', 'stage_check'] },
  ],
}
const page = (view: RunView, look: Partial<Look> = {}): string => `\n${showRun(view, { ...plainLook(now), ...look })}\n`

test('under its name a run shows its version, its code and who started it', () => {
  const code = { repository: 'https://example.com/iris.git', branch: 'main', commit: '3f2c1ab9d0'.repeat(4) }
  const shown = page({ ...running, run: { ...running.run, version: '1.4', code, user: { id: 'u', name: 'ana' } } })
  expect(shown).toContain('\n01a20cd125f975e187909edcc72e40e0  v1.4  iris main@3f2c1ab  by ana\n')
})

test('a run shows each step under its parent, with its time and how long it waited in its queue', () => {
  expect(page(running)).toMatchInlineSnapshot(`
    "
    iris #2  ● running  10 s  ~2 min left  1 of 4 steps done
    01a20cd125f975e187909edcc72e40e0

    STEP                 STATUS               TOOK    QUEUED
    ✓ stage_data         completed           2.0 s     0.5 s
    ├─ ● stage_prepare   running (try 2)     6.8 s     0.1 s
    │  └─ · stage_train  pending                              ← stage_check
    └─ ◌ stage_check     queued                        6.9 s
    "
  `)
})

test('a failed run shows the reason in its head and beside the step', () => {
  const [data, prepare, check, train] = running.steps as [StepView, StepView, StepView, StepView]
  const view: RunView = {
    run: {
      ...run,
      status: 'failed',
      completed: '2026-11-24T09:00:08Z',
      status_reason: 'pipeline step failed',
      status_message: "Step 'stage_prepare' failed: exit code 3",
    },
    steps: [
      data,
      { ...prepare, status: 'failed', ended_at: at(-3), reason: 'exit code 3\nTraceback …' },
      { ...check, status: 'skipped' },
      { ...train, status: 'skipped' },
    ],
  }
  expect(page(view)).toMatchInlineSnapshot(`
    "
    iris #2  ✗ failed  8.0 s  1 of 4 steps done, 1 failed, 2 skipped
    01a20cd125f975e187909edcc72e40e0
    Step 'stage_prepare' failed: exit code 3

    STEP                 STATUS              TOOK    QUEUED
    ✓ stage_data         completed          2.0 s     0.5 s
    ├─ ✗ stage_prepare   failed (try 2)     3.8 s     0.1 s  exit code 3
    │  └─ – stage_train  skipped                             ← stage_check
    └─ – stage_check     skipped
    "
  `)
})

test('a mapped step has those that it became below it, and only these are counted', () => {
  const { steps } = running
  const [data, prepare, , train] = steps as [StepView, StepView, StepView, StepView]
  const each: StepView = { name: 'each', status: 'running', parents: ['stage_data'], members: 2 }
  const member: Pick<StepView, 'status' | 'parents' | 'group'> = { status: 'running', parents: ['stage_data'], group: 'each' }
  const { attempt: _, ...ran } = prepare
  const view: RunView = {
    ...running,
    steps: [
      data,
      each,
      { ...train, parents: ['each'] },
      { ...ran, ...member, name: 'each-1' },
      { ...data, ...member, name: 'each-2', status: 'completed' },
    ],
  }
  expect(page(view)).toMatchInlineSnapshot(`
    "
    iris #2  ● running  10 s  ~2 min left  2 of 4 steps done
    01a20cd125f975e187909edcc72e40e0

    STEP                 STATUS         TOOK    QUEUED
    ✓ stage_data         completed     2.0 s     0.5 s
    └─ ● each            running
       ├─ ● each-1       running       6.8 s     0.1 s
       ├─ ✓ each-2       completed     2.0 s     0.5 s
       └─ · stage_train  pending
    "
  `)
})

test('a step whose cache missed shows why', () => {
  const [data, prepare] = running.steps as [StepView, StepView]
  const view = { ...running, steps: [data, { ...prepare, cache_miss: 'parameter rows: 200 -> 300' }] }
  expect(page(view)).toContain('running (try 2)     6.8 s     0.1 s  not cached: parameter rows: 200 -> 300')
})

test('in a terminal with too few lines, running and failed steps are shown and the others are counted', () => {
  const steps = Array.from({ length: 30 }, (_, index): StepView => ({
    name: `s${index}`,
    status: index < 20 ? 'completed' : index === 20 ? 'running' : 'pending',
    parents: [],
  }))
  const lines = page({ ...running, steps }, { rows: 12 })
    .trim()
    .split('\n')
  expect(lines.length).toBeLessThan(12)
  expect(lines.join('\n')).toContain('s20')
  expect(lines.at(-1)).toBe('and 4 pending, 20 completed')
})

test('no line is wider than the terminal', () => {
  const [, , , train] = running.steps as [StepView, StepView, StepView, StepView]
  const view: RunView = {
    ...running,
    steps: [...running.steps, { ...train, name: 'a step with quite a long name', status: 'failed', reason: 'x'.repeat(300) }],
  }
  for (const line of page(view, { width: 72 }).split('\n')) expect(line.length).toBeLessThanOrEqual(72)
})

test('a run that has not begun shows that it waits, and for how long', () => {
  expect(page({ run: { ...unbegun, status: 'queued', status_changed: '2026-11-24T09:00:05Z' }, steps: [] })).toMatchInlineSnapshot(`
    "
    iris #2  ◌ queued
    01a20cd125f975e187909edcc72e40e0
    waits for 5.0 s

    No steps yet.
    "
  `)
})

test('a paused run shows since when and why', () => {
  const paused = { at: at(-3), reason: 'more data comes' }
  const lines = page({ ...running, run: { ...running.run, paused } }).split('\n')
  expect([lines[1], lines[3]]).toEqual(['iris #2  ‖ paused  10 s  ~2 min left  1 of 4 steps done', 'paused for 3.0 s: more data comes'])
})
