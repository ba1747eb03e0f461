import { expect, test } from 'vitest'
import { defineStep } from './definition.ts'
import type { PipelineDefinition, StepDefinition } from './definition.ts'
import { pendingCommands } from './due.ts'
import type { RunEvent } from './events.ts'
import { replay, step } from './reducer.ts'
import { RefusedEvent } from './refused-event.ts'
import { stepOf, stepsOf } from './run-state.ts'
import type { RunState } from './run-state.ts'
import { cutOffSteps, failedSteps } from './steps-to-retry.ts'

/** A run of `a → b → c` beside `d`. */
function start(change: Partial<StepDefinition> = {}, whole: Partial<PipelineDefinition> = {}): RunState {
  const steps = {
    a: defineStep({ name: 'a', baseTask: 'x' }),
    b: defineStep({ name: 'b', baseTask: 'x', parents: ['a'], ...change }),
    c: defineStep({ name: 'c', baseTask: 'x', parents: ['b'] }),
    d: defineStep({ name: 'd', baseTask: 'x' }),
  }
  return replay([{ type: 'run_started', run: 'r', at: 5, definition: { name: 'p', version: '1', parameters: {}, steps, ...whole } }])
}

function ends(name: string, status: 'completed' | 'failed' | 'stopped', attempt = 1): RunEvent {
  return { type: 'step_status', step: name, attempt, task: `${name}${attempt}`, status, reason: 'because', at: 9 }
}

function statuses(state: RunState): string {
  return stepsOf(state)
    .map((s) => `${s.definition.name} ${s.status}`)
    .join(', ')
}

function launches(state: RunState): unknown[] {
  return pendingCommands(state).flatMap((command) => (command.type === 'launch' ? [command.key] : []))
}

function refusalOf(state: RunState, event: RunEvent): string {
  try {
    return step(state, event).state === state ? 'unchanged' : 'accepted'
  } catch (error) {
    if (error instanceof RefusedEvent) return error.code
    throw error
  }
}

const failed = (): RunState => replay([ends('a', 'completed'), ends('b', 'failed'), ends('d', 'completed')], start({ retries: 0 }))

test('a retried step runs its task again, what was skipped below it waits again, and what has completed stays', () => {
  const ended = failed()
  expect([ended.status, failedSteps(ended), statuses(ended)]).toEqual(['failed', ['b'], 'a completed, b failed, c skipped, d completed'])
  const retried = replay([{ type: 'steps_retried', steps: ['b'], at: 20 }], ended)
  expect([retried.status, retried.startedAt, retried.limitedFrom, retried.endedAt]).toEqual(['running', 5, 20, undefined])
  expect(statuses(retried)).toBe('a completed, b queued, c pending, d completed')
  expect(launches(retried)).toEqual(['r/b/2'])
  expect(stepOf(retried, 'b')).toMatchObject({ attempt: 2, earlierTries: [{ task: 'b1', status: 'failed' }] })
  expect(stepOf(retried, 'b')?.needsNewTask).toBeUndefined()
  expect(replay([ends('b', 'completed', 2), ends('c', 'completed')], retried).status).toBe('completed')
})

test('a retry from a step that completed runs it and all below it as new tasks', () => {
  const ended = replay([ends('a', 'completed'), ends('b', 'completed'), ends('c', 'completed'), ends('d', 'completed')], start())
  const retried = replay([{ type: 'steps_retried', steps: ['b'] }], ended)
  expect(statuses(retried)).toBe('a completed, b queued, c pending, d completed')
  expect(stepOf(retried, 'b')).toMatchObject({ attempt: 2, needsNewTask: true })
  const again = replay([{ type: 'step_launched', step: 'b', attempt: 2, task: 'b2' }], retried)
  expect(stepOf(again, 'b')?.needsNewTask).toBeUndefined()
  const next = replay([ends('b', 'completed', 2)], again)
  expect(launches(next)).toEqual(['r/c/2'])
})

test('a retried step has all its retries again, without the wait before the first of them', () => {
  const backoff = { seconds: 2, factor: 10, maxSeconds: 15 }
  const delay = (state: RunState) => pendingCommands(state).map((command) => ('delaySeconds' in command ? command.delaySeconds : 0))
  const once = replay([ends('a', 'completed'), ends('d', 'completed'), ends('b', 'failed')], start({ retries: 2, retryBackoff: backoff }))
  expect(delay(once)).toEqual([2])
  const twice = replay([ends('b', 'failed', 2)], once)
  expect(delay(twice)).toEqual([15])
  const retried = replay([ends('b', 'failed', 3), { type: 'steps_retried', steps: ['b'] }], twice)
  expect([launches(retried), delay(retried)]).toEqual([['r/b/4'], [0]])
  expect(delay(replay([ends('b', 'failed', 4)], retried))).toEqual([2])
})

test('new code makes a new task', () => {
  const retried = replay([{ type: 'steps_retried', steps: ['b'], baseTasks: { b: 'new', c: 'newer' } }], failed())
  expect(stepOf(retried, 'b')).toMatchObject({ definition: { baseTask: 'new' }, needsNewTask: true })
  expect(stepOf(retried, 'c')?.definition.baseTask).toBe('newer')
})

test('a stopped run goes on with what the stop ended or kept from beginning', () => {
  const stopped = replay(
    [ends('a', 'completed'), { type: 'stop_requested', reason: 'enough' }, ends('b', 'stopped'), ends('d', 'stopped')],
    start(),
  )
  expect([stopped.status, failedSteps(stopped), cutOffSteps(stopped)]).toEqual(['stopped', ['b', 'd'], []])
  const early = replay([{ type: 'stop_requested', reason: 'enough' }, ends('a', 'completed'), ends('d', 'completed')], start())
  expect([early.status, failedSteps(early), cutOffSteps(early)]).toEqual(['stopped', [], ['b']])
  const going = replay([{ type: 'steps_retried', steps: ['b'] }], early)
  expect([going.status, going.stopRequested, statuses(going)]).toEqual([
    'running',
    undefined,
    'a completed, b queued, c pending, d completed',
  ])
  expect(step(early, { type: 'stop_requested', reason: 'again' }).state).toBe(early)
})

test('a run that was stopped after its last step has only its end to repeat', () => {
  const stopping = replay([ends('a', 'completed'), ends('b', 'completed'), ends('d', 'completed')], start())
  const stopped = replay([{ type: 'stop_requested', reason: 'late' }, ends('c', 'completed')], stopping)
  const { state, commands } = step(stopped, { type: 'steps_retried', steps: [] })
  expect([stopped.status, state.status, commands]).toEqual(['stopped', 'completed', [{ type: 'finish', status: 'completed', reason: '' }]])
})

test('a mapped step goes on with its failed members, or expands anew if it is retried itself', () => {
  const member = (name: string): StepDefinition => defineStep({ name, baseTask: 'x' })
  const expanded: RunEvent = { type: 'step_expanded', step: 'b', into: [member('b1'), member('b2')] }
  const mapped = start({ mapOver: '${pipeline.list}' }, { parameters: { list: { value: [1, 2] } } })
  const ended = replay([ends('a', 'completed'), ends('d', 'completed'), expanded, ends('b1', 'completed'), ends('b2', 'failed')], mapped)
  expect(failedSteps(ended)).toEqual(['b', 'b2'])

  const partly = replay([{ type: 'steps_retried', steps: failedSteps(ended) }], ended)
  expect([launches(partly), stepOf(partly, 'b')?.status]).toEqual([['r/b2/2'], 'running'])
  expect(launches(replay([ends('b2', 'completed', 2)], partly))).toEqual(['r/c/1'])

  const anew = replay([{ type: 'steps_retried', steps: ['b'] }], ended)
  expect(pendingCommands(anew)).toEqual([{ type: 'expand', step: 'b' }])
  const fewer = replay([{ type: 'step_expanded', step: 'b', into: [member('b2')] }], anew)
  expect([launches(fewer), stepOf(fewer, 'b1')]).toMatchObject([['r/b2/2'], { status: 'skipped', reason: "'b' became fewer steps" }])
  expect(launches(replay([ends('b2', 'completed', 2)], fewer))).toEqual(['r/c/1'])
  const broken = replay([{ type: 'launch_failed', step: 'b', reason: 'no list' }], anew)
  expect([broken.status, stepOf(broken, 'b1')?.status]).toEqual(['failed', 'skipped'])
})

test('a mapped step that becomes no steps again ends once, also where its former members waited for each other', () => {
  const [first, last] = [defineStep({ name: 'b1', baseTask: 'x' }), defineStep({ name: 'b2', baseTask: 'x', parents: ['b1'] })]
  const mapped: RunEvent[] = [ends('a', 'completed'), { type: 'step_expanded', step: 'b', into: [first, last] }]
  const over = replay(
    [...mapped, ends('b1', 'completed'), ends('b2', 'failed'), ends('d', 'completed')],
    start({ mapOver: '${a.artifacts.list.preview}' }),
  )
  const anew = replay([{ type: 'steps_retried', steps: ['b'] }], over)
  const none = replay([{ type: 'step_expanded', step: 'b', into: [] }], anew)
  expect(statuses(none)).toBe('a completed, b completed, c queued, d completed, b1 skipped, b2 skipped')
  expect([stepOf(none, 'b1')?.reason, stepOf(none, 'b2')?.reason]).toEqual(["'b' became fewer steps", "'b' became fewer steps"])
  expect(stepOf(none, 'c')?.unfinishedParents).toBe(0)
})

test('a member of a mapped step that did not become steps again is retried with the mapped step only', () => {
  const member = (name: string): StepDefinition => defineStep({ name, baseTask: 'x' })
  const mapped: RunEvent[] = [ends('a', 'completed'), { type: 'step_expanded', step: 'b', into: [member('b1'), member('b2')] }]
  const ended = [ends('b1', 'completed'), ends('b2', 'failed'), ends('d', 'completed')]
  const over = replay([...mapped, ...ended], start({ mapOver: '${a.artifacts.list.preview}' }))
  const broken = replay(
    [
      { type: 'steps_retried', steps: ['b'] },
      { type: 'launch_failed', step: 'b', reason: 'no list' },
    ],
    over,
  )
  expect(refusalOf(broken, { type: 'steps_retried', steps: ['b2'] })).toBe('parent_not_done')
  const both = replay([{ type: 'steps_retried', steps: ['b', 'b2'] }], broken)
  expect(pendingCommands(both)).toMatchObject([{ type: 'expand', step: 'b' }])
  expect(launches(replay([{ type: 'step_expanded', step: 'b', into: [member('b1'), member('b2')] }], both))).toEqual(['r/b1/2', 'r/b2/2'])
})

test('a mapped step that became fewer steps may become more of them again', () => {
  const member = (name: string): StepDefinition => defineStep({ name, baseTask: 'x' })
  const expanded = (...names: string[]): RunEvent => ({ type: 'step_expanded', step: 'b', into: names.map(member) })
  const anew: RunEvent = { type: 'steps_retried', steps: ['b'] }
  const start3 = start({ mapOver: '${a.artifacts.list.preview}' })
  const fewer = replay(
    [
      ends('a', 'completed'),
      expanded('b1', 'b2'),
      ends('b1', 'failed'),
      ends('b2', 'failed'),
      ends('d', 'completed'),
      anew,
      expanded('b2'),
      ends('b2', 'failed', 2),
    ],
    start3,
  )
  expect(statuses(fewer)).toBe('a completed, b failed, c skipped, d completed, b1 skipped, b2 failed')
  expect(refusalOf(fewer, { type: 'steps_retried', steps: ['b1'] })).toBe('parent_not_done')
  const more = replay([anew, expanded('b1', 'b2')], fewer)
  expect(launches(more)).toEqual(['r/b1/2', 'r/b2/3'])
  const completed = replay([ends('b1', 'completed', 2), ends('b2', 'completed', 3), ends('c', 'completed')], more)
  expect([completed.status, stepOf(completed, 'b')?.members]).toMatchObject(['completed', { count: 2, left: 0 }])
})

test('a retry that cannot be is refused by name', () => {
  const ended = failed()
  expect(refusalOf(ended, { type: 'steps_retried', steps: ['nobody'] })).toBe('unknown_step')
  expect(refusalOf(ended, { type: 'steps_retried', steps: ['c'] })).toBe('parent_not_done')
  expect(refusalOf(ended, { type: 'steps_retried', steps: ['b', 'c'] })).toBe('accepted')
  expect(refusalOf(start(), { type: 'steps_retried', steps: ['a'] })).toBe('step_not_ended')
  expect(refusalOf(start(), { type: 'steps_retried', steps: [] })).toBe('nothing_to_retry')
  const stopping = replay([{ type: 'stop_requested', reason: 'x' }], start())
  expect(refusalOf(stopping, { type: 'steps_retried', steps: ['b'] })).toBe('run_stopping')
})

test('a failed step begins anew while the run goes on', () => {
  const running = replay([ends('a', 'completed'), ends('b', 'failed')], start())
  expect(running.failure).toBeDefined()
  const retried = replay([{ type: 'steps_retried', steps: ['b'] }], running)
  expect([retried.status, retried.failure, statuses(retried)]).toEqual(['running', undefined, 'a completed, b queued, c pending, d queued'])
})

test('a paused run launches nothing until it is resumed, and then what is due', () => {
  const paused = replay(
    [ends('d', 'completed'), { type: 'paused', reason: 'the cluster is full' }, ends('a', 'completed')],
    start({ retries: 1 }),
  )
  expect([paused.status, launches(paused), stepOf(paused, 'b')?.phase]).toEqual(['running', [], 'held'])
  expect(replay([{ type: 'stop_requested', reason: 'x' }], paused).status).toBe('stopped')
  const resumed = replay([{ type: 'resumed', at: 70 }], paused)
  expect([launches(resumed), resumed.limitedFrom]).toEqual([['r/b/1'], 70])
  const failing = replay([{ type: 'paused' }, ends('b', 'failed')], resumed)
  expect([statuses(failing), launches(failing)]).toEqual(['a completed, b failed, c pending, d completed', []])
  expect(launches(replay([{ type: 'resumed' }], failing))).toEqual(['r/b/2'])
  expect(replay([{ type: 'stop_requested', reason: 'x' }], failing)).toMatchObject({
    status: 'stopped',
    failure: "Step 'b' failed: because",
  })
})

test('a run past its time limit stops and fails, with that reason', () => {
  const late = replay([{ type: 'run_timed_out' }], start({}, { timeLimitSeconds: 60 }))
  expect(late.status).toBe('stopping')
  const ended = replay([ends('a', 'stopped'), ends('d', 'stopped')], late)
  expect([ended.status, ended.failure]).toEqual(['failed', 'the run took longer than its time limit of 60 s'])
})

test('changed parameters are those of the launches from then on; unknown ones are refused', () => {
  const state = start({}, { parameters: { rows: { value: 1, type: 'int' } } })
  const changed = replay([{ type: 'parameters_changed', parameters: { rows: 2 } }], state)
  expect(changed.pipeline.parameters).toEqual({ rows: { value: 2, type: 'int' } })
  expect(refusalOf(state, { type: 'parameters_changed', parameters: { other: 2 } })).toBe('unknown_parameter')
})

test('a step that a body calls begins anew when it is called again, with what it is then given; one that is not called again is skipped', () => {
  const called = (name: string, rows: string, parents: readonly string[] = []): StepDefinition =>
    defineStep({ name, function: name, baseTask: 'x', parents, parameters: { 'Args/rows': rows } })
  const definition = { name: 'p', version: '1', parameters: {}, steps: {} }
  const ended = replay([
    { type: 'run_started', run: 'r', definition, dynamic: true },
    { type: 'step_added', definition: called('load', '1') },
    { type: 'step_added', definition: called('train', '1', ['load']) },
    { type: 'step_added', definition: called('report', '1', ['train']) },
    ends('load', 'completed'),
    ends('train', 'failed'),
    { type: 'steps_closed', failure: 'train failed' },
  ])
  expect([ended.status, statuses(ended)]).toEqual(['failed', 'load completed, train failed, report skipped'])

  const waits = replay([{ type: 'steps_retried', steps: ['train'], awaitCalls: true }], ended)
  expect([waits.status, statuses(waits), launches(waits)]).toEqual(['running', 'load completed, train pending, report pending', []])
  const calledAgain = replay([{ type: 'step_added', definition: called('train', '2') }], waits)
  expect(launches(calledAgain)).toEqual(['r/train/2'])
  expect(stepOf(calledAgain, 'train')).toMatchObject({ needsNewTask: true, parents: [], definition: { parameters: { 'Args/rows': '2' } } })
  expect(stepOf(calledAgain, 'load')?.children).toEqual([])
  const same = replay([{ type: 'step_added', definition: called('train', '1', ['load']) }], waits)
  expect(stepOf(same, 'train')?.needsNewTask).toBeUndefined()

  const over = replay([ends('train', 'completed', 2), { type: 'steps_closed' }], calledAgain)
  expect([over.status, statuses(over)]).toEqual(['completed', 'load completed, train completed, report skipped'])
  expect(stepOf(over, 'report')?.reason).toBe('the pipeline did not call it again')
})
