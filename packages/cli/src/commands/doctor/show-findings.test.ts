import type { ResponseOf, tasks } from '@clearway/contract'
import { expect, test } from 'vitest'
import { plainLook } from '../../look.ts'
import { showExplained } from '../task/show-explained.ts'
import { showTask } from '../task/show-task.ts'
import { type Findings, needsSomebody, showFindings } from './show-findings.ts'

type Explained = ResponseOf<typeof tasks.explain>
type Finding = Findings['tasks'][number]

const look = plainLook(Date.parse('2026-11-24T09:01:00Z'))
const page = (text: string): string => `\n${text}\n`
const none = { parents: 0, paused: 0, delayed: 0, limited: 0, unserved: 0, unfit: 0, busy: 0, stalled: 0 }
const queue = { id: 'q1', name: 'default' }
const controller = { id: 'c1', name: 'iris' }
const step = { id: 's1', name: 'train' }
const cycle: NonNullable<Explained['wait']>['cycle'] = [
  { kind: 'task', ...step },
  { kind: 'queue', ...queue },
  { kind: 'worker', id: 'vm:0', name: 'vm:0' },
  { kind: 'task', ...controller },
  { kind: 'task', ...step },
]
const blocked = '‘train’ waits in ‘default’ for the worker vm:0, which ‘iris’ holds; ‘iris’ waits for ‘train’.'
const agent = {
  kind: 'agent',
  automatic: false,
  on_request: false,
  text: 'Start an agent on the queue ‘default’.',
  command: 'clearway agent --queue default',
  queue,
} as const
const move = {
  kind: 'move',
  automatic: true,
  on_request: true,
  text: '‘iris’ is moved to the light lane vm2:light by itself, in a few seconds.',
  task: controller,
} as const
const wait = {
  reason: 'stalled',
  text: `It can never run as things are. ${blocked}`,
  held_by: [controller],
  lacks: [],
  no_known_end: false,
  cures: [agent],
} as const satisfies Omit<NonNullable<Explained['wait']>, 'cycle'>

const stalled = (cures: Finding['wait']['cures']): Finding => ({
  ...step,
  queue,
  wait: { ...wait, held_by: [controller], lacks: [], cures, stall: 0 },
})
const unserved = (id: string): Finding => ({
  id,
  name: `work ${id}`,
  queue: { id: 'q2', name: 'gpu' },
  wait: {
    reason: 'unserved',
    text: 'No live worker takes tasks from the queue ‘gpu’.',
    held_by: [],
    lacks: [],
    no_known_end: false,
    cures: [{ ...agent, text: 'Start an agent on the queue ‘gpu’.', command: 'clearway agent --queue gpu' }],
  },
})

test('without findings the page is one line', () => {
  expect(showFindings({ counts: { ...none, busy: 2 }, tasks: [], stalls: [] }, look)).toBe('✓ Nothing is stuck. 2 tasks wait their turn.')
  expect(needsSomebody({ counts: none, tasks: [], stalls: [] })).toBe(false)
})

test('each finding is shown once, with some of its tasks and the cure', () => {
  const findings: Findings = {
    counts: { ...none, stalled: 1, unserved: 9 },
    tasks: [stalled([agent]), ...['1', '2', '3', '4', '5', '6', '7'].map(unserved)],
    stalls: [{ cycle, text: blocked, tasks: 1 }],
  }
  expect(needsSomebody(findings)).toBe(true)
  expect(page(showFindings(findings, look))).toMatchInlineSnapshot(`
    "
    ✗ stalled: A task waits in ‘default’. It can never run as things are: ‘train’ waits in ‘default’ for the worker vm:0, which ‘iris’ holds; ‘iris’ waits for ‘train’.
      train  s1
    → Start an agent on the queue ‘default’.
        clearway agent --queue default

    ✗ unserved: 7 tasks wait in ‘gpu’. No live worker takes tasks from the queue ‘gpu’.
      work 1  1
      work 2  2
      work 3  3
      work 4  4
      work 5  5
      and 2 more
    → Start an agent on the queue ‘gpu’.
        clearway agent --queue gpu

    And 2 more tasks.
    "
  `)
})

test('a finding that the server will solve by itself asks for no action', () => {
  const findings: Findings = {
    counts: { ...none, stalled: 1 },
    tasks: [stalled([move, agent])],
    stalls: [{ cycle, text: blocked, tasks: 1 }],
  }
  expect(needsSomebody(findings)).toBe(false)
  expect(showFindings(findings, look)).toMatch(/^! stalled/)
})

const explained: Explained = {
  task: step.id,
  name: step.name,
  status: 'queued',
  text: wait.text,
  queue,
  wait: { ...wait, held_by: [controller], lacks: [], cures: [agent], cycle },
  waits_for: [],
  moves: [],
}

test('an explanation names the cycle and the cure', () => {
  expect(page(showExplained(explained, look))).toMatchInlineSnapshot(`
    "
    train  ◌ queued
    It can never run as things are. ‘train’ waits in ‘default’ for the worker vm:0, which ‘iris’ holds; ‘iris’ waits for ‘train’.

    id       s1
    reason   stalled
    queue    default
    held by  iris  c1

    Cycle
    task    train  s1
    queue   default  q1
    worker  vm:0
    task    iris  c1
    task    train  s1

    What helps
    → Start an agent on the queue ‘default’.
        clearway agent --queue default
    "
  `)
})

test('a controller is explained by what it waits for, and where it was moved from', () => {
  const running: Explained = {
    task: controller.id,
    name: controller.name,
    status: 'in_progress',
    text: 'It runs on vm:0 and waits for ‘train’.',
    worker: 'vm:0',
    waits_for: [
      { ...step, status: 'queued', wait: explained.wait! },
      { id: 's2', name: 'test', status: 'in_progress' },
    ],
    moves: [{ at: '2026-11-24T09:00:00+00:00', worker: 'vm:0', reason: 'Moved to a light lane.' }],
  }
  expect(page(showExplained(running, look))).toMatchInlineSnapshot(`
    "
    iris  ● running
    It runs on vm:0 and waits for ‘train’.

    id      c1
    worker  vm:0

    What helps
    → Start an agent on the queue ‘default’.
        clearway agent --queue default

    Waits for
    TASK   STATUS     REASON   ID
    train  ◌ queued   stalled  s1
    test   ● running           s2

    Moves
    1 min ago  from vm:0  Moved to a light lane.
    "
  `)
})

test('the page of a waiting task shows the reason and the cure', () => {
  const task = { id: step.id, name: step.name, status: 'queued' } as const
  expect(page(showTask({ task, values: [], explained }, look))).toMatchInlineSnapshot(`
    "
    train  ◌ queued
    waits       It can never run as things are. ‘train’ waits in ‘default’ for the worker vm:0, which ‘iris’ holds; ‘iris’ waits for ‘train’.
    what helps  Start an agent on the queue ‘default’.
                  clearway agent --queue default
    id          s1
    "
  `)
})
