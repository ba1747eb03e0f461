import type { Queue, Task, Worker } from '@clearway/contract'
import { expect, test } from 'vitest'
import { plainLook } from '../look.ts'
import { eventToJson } from './agent/event-line.ts'
import { showResult } from './demo/show-result.ts'
import { showRunLogs } from './pipeline/show-run-logs.ts'
import { showQueue } from './queue/show-queue.ts'
import { showQueues } from './queue/show-queues.ts'
import { showAttempts } from './task/attempts.ts'
import { showTask } from './task/show-task.ts'
import { showRuns } from './pipeline/show-runs.ts'
import { showTasks } from './task/show-tasks.ts'
import { prefixed } from './up/prefixed.ts'
import { showWorkers } from './worker/show-workers.ts'

const look = plainLook(Date.parse('2026-11-24T09:01:00Z'))
const page = (text: string): string => `\n${text}\n`
const task: Task = {
  id: '01a20cc925ac77f2addfa0df45f68401',
  name: 'train',
  type: 'training',
  status: 'failed',
  status_reason: 'exit code 3',
  status_message: '',
  project: { id: 'p1', name: 'examples/iris' },
  created: '2026-11-24T09:00:00Z',
  started: '2026-11-24T09:00:02Z',
  completed: '2026-11-24T09:00:30Z',
  last_worker: 'vm:0',
  tags: ['nightly'],
  hyperparams: { General: { rate: { section: 'General', name: 'rate', value: '0.3' } } },
  execution: {
    artifacts: [{ key: 'data', type: 'custom', mode: 'output', uri: 'http://127.0.0.1:8008/files/data.csv', content_size: 3858 }],
  },
  models: { input: [], output: [{ name: 'iris.json', model: 'm1' }] },
}
const queue: Queue = {
  id: 'q1',
  name: 'default',
  entries: [{ task: { id: 't1', name: 'train' }, added: '2026-11-24T09:00:00Z' }],
  workers: [],
}
const workers: Worker[] = [
  {
    id: 'vm:0',
    lane: 'step',
    task: { id: 't1', name: 'train', running_time: 4200 },
    queues: [{ id: 'q1', name: 'default' }],
    alive: true,
    last_activity_time: '2026-11-24T09:00:58Z',
  },
  {
    id: 'vm:light',
    lane: 'light',
    queues: [
      { id: 'q1', name: 'default' },
      { id: 'q2', name: 'gpu' },
    ],
    alive: false,
    last_activity_time: '2026-11-24T08:50:00Z',
  },
]

test('each task is one line', () => {
  expect(page(showTasks({ tasks: [task, { id: 't2', name: 'draft', status: 'created' }] }, look))).toMatchInlineSnapshot(`
    "
    STATUS    NAME   TYPE      PROJECT        TOOK  CREATED    ID
    ✗ failed  train  training  examples/iris  28 s  1 min ago  01a20cc925ac77f2addfa0df45f68401
    ○ draft   draft                                            t2
    "
  `)
})

test('lists show a paused run as paused, and not how its controller is', () => {
  const run = { id: 'r1', name: 'iris #2', paused: true } as const
  const tasks = [{ ...run, status: 'in_progress' } as const, { ...run, status: 'failed' } as const]
  for (const lines of [showRuns({ tasks }, look, false), showTasks({ tasks }, look)])
    expect(
      lines
        .split('\n')
        .slice(1)
        .map((line) => line.slice(0, 8)),
    ).toEqual(['‖ paused', '✗ failed'])
})

test('a task is shown by its head and those parts that it has', () => {
  expect(page(showTask({ task, values: [{ name: 'accuracy', value: 0.966666666 }], queue: 'default' }, look))).toMatchInlineSnapshot(`
    "
    train  ✗ failed
    why      exit code 3
    id       01a20cc925ac77f2addfa0df45f68401
    type     training
    project  examples/iris
    queue    default
    worker   vm:0
    created  1 min ago
    started  58 s ago
    ended    30 s ago
    took     28 s
    tags     nightly

    Parameters
    General/rate  0.3

    Results
    accuracy  0.966667

    Artifacts
    NAME  TYPE      SIZE  ADDRESS
    data  custom  3.9 kB  http://127.0.0.1:8008/files/data.csv

    Models
    writes  iris.json  m1
    "
  `)
})

test('a queue that has tasks and no workers is marked', () => {
  expect(
    page(
      showQueues(
        {
          queues: [
            queue,
            {
              id: 'q2',
              name: 'gpu',
              entries: [],
              workers: [
                { id: 'vm:0', lane: 'step', task: 't1' },
                { id: 'vm:lane', lane: 'light', task: 't2' },
              ],
            },
            { id: 'q3', name: 'cpu', entries: [], workers: [{ id: 'old' }, { id: 'older' }] },
            { id: 'q4', name: 'services', entries: [], workers: [{ id: 'vm:lane', lane: 'light' }] },
          ],
        },
        look,
      ),
    ),
  ).toMatchInlineSnapshot(`
    "
    QUEUE     WAITING  OLDEST     WORKERS                        ID
    default         1  1 min ago  none                           q1
    gpu             0             1 slot, 1 busy + 1 light lane  q2
    cpu             0             2 slots                        q3
    services        0             1 light lane                   q4
    "
  `)
})

test('a queue shows its tasks in their order, and how to start the worker that it lacks', () => {
  const wait = { reason: 'busy', text: '', held_by: [], lacks: [], no_known_end: false, cures: [] } as const
  const waits = [
    { id: 't1', name: 'train', queue: { id: 'q1', name: 'default' }, wait: { ...wait, expected_start: '2026-11-24T09:04:00Z' } },
  ] as never
  expect(page(showQueue({ queue, waits }, look))).toMatchInlineSnapshot(`
    "
    default  q1

    #  TASK   WAITS SINCE  REASON  STARTS IN  ID
    1  train  1 min ago    busy    ~3 min     t1

    No live worker serves it. Start one: clearway agent --queue default
    "
  `)
})

test('each worker is one line, and one more for each further task that it runs', () => {
  const lane = { id: 'vm:lane', lane: 'light' as const, tasks: ['one', 'two'].map((name) => ({ id: name, name, running_time: 2000 })) }
  expect(page(showWorkers({ workers: [...workers, lane] }, look))).toMatchInlineSnapshot(`
    "
    WORKER    LANE   RUNS           QUEUES        SEEN
    vm:0      step   ● train 4.2 s  default       2 s ago
    vm:light  light  nothing        default, gpu  11 min ago
    vm:lane   light  ● one 2.0 s
                     ● two 2.0 s
    "
  `)
})

test('a worker that the server does not count as alive is dimmed, and when it was seen is red, however long ago', () => {
  const shown = (worker: Worker) => showWorkers({ workers: [worker] }, { ...look, paint: (style, text) => `<${String(style)}>${text}` })
  const [live, silent] = workers as [Worker, Worker]
  expect([shown({ ...live, alive: false }), shown(silent)]).toEqual([
    expect.stringMatching(/<dim>vm:0[^]*<red>2 s ago/),
    expect.stringMatching(/<dim>vm:light[^]*<red>11 min ago/),
  ])
  expect(shown({ ...silent, alive: true })).not.toMatch(/<dim>vm:light|<red>/)
})

test('an empty list says what to do', () => {
  expect([showTasks({ tasks: [] }, look), showWorkers({ workers: [] }, look), showQueues({ queues: [] }, look)]).toMatchInlineSnapshot(`
    [
      "No tasks.",
      "No workers.
      Start an agent: clearway agent --queue default",
      "No queues.",
    ]
  `)
})

test('the logs of a run are prefixed with the names of their steps', () => {
  const line = { task: 't', level: 'info', seq: 1, attempt: 1, worker: 'w', timestamp: 0 }
  const told = showRunLogs(
    {
      events: [
        { ...line, part: 'controller', msg: 'begun\n' },
        { ...line, part: 'train', msg: 'one\ntwo' },
      ],
    },
    look,
  )
  expect(told.replaceAll(/\d\d:\d\d:\d\d/g, 'TIME')).toBe('TIME  controller │ begun\nTIME  train      │ one\nTIME  train      │ two')
})

test('an event in JSON holds no keys, and an error as its message', () => {
  const lease = {
    attempt: 'a',
    number: 1,
    task: 't',
    name: 'train',
    queue: 'q',
    lane: 'step',
    slot: 0,
    access_key: 'KEY',
    secret_key: 'SECRET',
  } as const
  expect(JSON.stringify(eventToJson({ kind: 'started', lease }))).not.toMatch(/KEY|SECRET/)
  expect(eventToJson({ kind: 'problem', what: 'x', error: new Error('broken') })).toEqual({ kind: 'problem', what: 'x', error: 'broken' })
})

test('lines of all parts begin in the same column', () => {
  expect(['server', 'services', 'agent'].map((part) => prefixed(part as 'server', 'x', look).indexOf('x'))).toEqual([11, 11, 11])
})

test('the demo ends with its result and the place of its files', () => {
  const result = {
    run: 'r',
    accuracy: 0.9666,
    artifacts: [{ step: 'stage_data', name: 'dataset', bytes: 3858, url: 'http://x/files/a' }],
    models: [{ step: 'stage_train', name: 'iris.json', url: 'http://x/files/b' }],
    seconds: 8.7,
  }
  expect(page(showResult(result, look))).toMatchInlineSnapshot(`
    "

    accuracy 0.967 on flowers that it had not seen, 9 s in all

    MADE BY      WHAT                SIZE  ADDRESS
    stage_data   dataset artifact  3.9 kB  http://x/files/a
    stage_train  iris.json model           http://x/files/b

    All of it ends here and its folder is removed; --keep keeps it. To go on: clearway up
    "
  `)
})

test('the attempts at a task are told with how long each waited, was set up and ran', () => {
  const ran = { state: 'ended', task: 't1', queued: 0, claimed: 2000, started: 2500 } as const
  const attempts = [
    { ...ran, number: 1, ended: 62_500, outcome: 'lost', worker: 'a:0', reason: 'the worker is gone' },
    { ...ran, number: 2, queued: 62_500, claimed: 70_000, started: 71_000, ended: 80_000, outcome: 'completed', worker: 'b:0' },
  ]
  expect(page(showAttempts({ attempts }, look))).toMatchInlineSnapshot(`
    "
    #  OUTCOME    WAITED  SET UP         RAN  WORKER  REASON
    1  lost        2.0 s   0.5 s  1 min 00 s  a:0     the worker is gone
    2  completed   7.5 s   1.0 s       9.0 s  b:0
    "
  `)
})
