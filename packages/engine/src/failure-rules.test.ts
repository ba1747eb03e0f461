import { expect, test } from 'vitest'
import type { Command } from './commands.ts'
import { defineStep } from './definition.ts'
import type { PipelineDefinition, StepDefinition } from './definition.ts'
import type { RunEvent } from './events.ts'
import { replay, step } from './reducer.ts'
import { RefusedEvent } from './refused-event.ts'
import { newRun, stepsOf } from './run-state.ts'
import type { RunState } from './run-state.ts'

/** A run of `a → b` beside `c`, with `a` changed as given. */
function start(change: Partial<StepDefinition> = {}, whole: Partial<PipelineDefinition> = {}): RunState {
  const steps = {
    a: defineStep({ name: 'a', baseTask: 'x', ...change }),
    b: defineStep({ name: 'b', baseTask: 'x', parents: ['a'] }),
    c: defineStep({ name: 'c', baseTask: 'x' }),
  }
  return replay([{ type: 'run_started', run: 'r', definition: { name: 'p', version: '1', parameters: {}, steps, ...whole } }])
}

function ends(name: string, status: 'completed' | 'failed' | 'stopped', attempt = 1): RunEvent {
  return { type: 'step_status', step: name, attempt, task: `${name}${attempt}`, status, reason: 'because' }
}

function statuses(state: RunState): string {
  return stepsOf(state)
    .map((s) => `${s.definition.name} ${s.status}`)
    .join(', ')
}

function names(commands: readonly Command[]): string[] {
  return commands.map((command) => ('step' in command ? `${command.type} ${command.step}` : `${command.type} ${command.status}`))
}

test('a failed step fails the run once its siblings have ended; its children are skipped', () => {
  const failed = step(start(), ends('a', 'failed'))
  expect(statuses(failed.state)).toBe('a failed, b skipped, c queued')
  expect(failed.state.status).toBe('running')
  const done = step(failed.state, ends('c', 'completed'))
  expect(done.commands).toEqual([{ type: 'finish', status: 'failed', reason: "Step 'a' failed: because" }])
})

test('continueOnFail keeps the run good, skipChildrenOnFail: false lets the children run', () => {
  const state = replay([ends('a', 'failed'), ends('c', 'completed')], start({ continueOnFail: true }))
  expect([state.status, statuses(state)]).toEqual(['completed', 'a failed, b skipped, c completed'])
  const going = step(start({ skipChildrenOnFail: false }), ends('a', 'failed'))
  expect(names(going.commands)).toEqual(['launch b'])
})

test('an aborted step is never tried again, and follows its own two flags', () => {
  const state = replay([ends('a', 'stopped'), ends('c', 'completed')], start({ retries: 5 }))
  expect([state.status, statuses(state)]).toEqual(['failed', 'a aborted, b skipped, c completed'])
  const kept = replay([ends('a', 'stopped'), ends('c', 'completed')], start({ continueOnAbort: true }))
  expect(kept.status).toBe('completed')
  expect(names(step(start({ skipChildrenOnAbort: false }), ends('a', 'stopped')).commands)).toEqual(['launch b'])
})

test('retries are used up one by one, each under its own key, and a late status of an earlier attempt changes nothing', () => {
  const first = step(start({ retries: 1 }), ends('a', 'failed'))
  expect(first.commands).toMatchObject([{ type: 'launch', step: 'a', attempt: 2, key: 'r/a/2' }])
  expect(step(first.state, ends('a', 'completed')).state).toBe(first.state)
  const second = step(first.state, ends('a', 'failed', 2))
  expect(statuses(second.state)).toBe('a failed, b skipped, c queued')
  expect(step(second.state, ends('a', 'completed', 2)).state).toBe(second.state)
})

test('a status of another task, or of an attempt that is not the current one, is not its status', () => {
  const state = replay([{ type: 'step_launched', step: 'a', attempt: 1, task: 'a1' }], start())
  expect(step(state, { type: 'step_status', step: 'a', attempt: 1, task: 'other', status: 'failed' }).state).toBe(state)
  expect(step(state, ends('a', 'failed', 2)).state).toBe(state)
})

test('an attempt that fails while its time limit stops it is tried again, and the new attempt is not being stopped', () => {
  const late = replay(
    [
      { type: 'step_launched', step: 'a', attempt: 1, task: 'a1' },
      { type: 'step_timed_out', step: 'a', attempt: 1 },
    ],
    start({ retries: 1 }),
  )
  const again = step(late, ends('a', 'failed'))
  expect(names(again.commands)).toEqual(['launch a'])
  expect(step(again.state, { type: 'step_launched', step: 'a', attempt: 2, task: 'a2' }).commands).toEqual([])
})

test('a retry callback decides instead of the count', () => {
  const asked = step(start({ hasRetryCallback: true }), ends('a', 'failed'))
  expect(names(asked.commands)).toEqual(['decide_retry a'])
  const again = step(asked.state, { type: 'retry_decided', step: 'a', attempt: 1, retry: true })
  expect(names(again.commands)).toEqual(['launch a'])
  const given = step(asked.state, { type: 'retry_decided', step: 'a', attempt: 1, retry: false })
  expect(statuses(given.state)).toBe('a failed, b skipped, c queued')
})

test('abortOnFailure stops what runs, and a launch not yet confirmed is stopped when it is', () => {
  const failed = step(start({}, { abortOnFailure: true }), ends('a', 'failed'))
  expect(failed.state.status).toBe('stopping')
  expect(failed.commands).toEqual([])
  const confirmed = step(failed.state, { type: 'step_launched', step: 'c', attempt: 1, task: 'c1' })
  expect(confirmed.commands).toMatchObject([{ type: 'stop_task', step: 'c', task: 'c1', reason: "Step 'a' failed" }])
  expect(names(step(confirmed.state, ends('c', 'stopped')).commands)).toEqual(['finish failed'])
  const spared = step(start({ continueOnFail: true }, { abortOnFailure: true }), ends('a', 'failed'))
  expect(spared.state.status).toBe('running')
})

test('a step past its time limit is stopped and counts as aborted, unless it completes first', () => {
  const running = replay([{ type: 'step_launched', step: 'a', attempt: 1, task: 'a1' }], start({ timeoutSeconds: 9 }))
  const late = step(running, { type: 'step_timed_out', step: 'a', attempt: 1 })
  expect(late.commands).toMatchObject([{ type: 'stop_task', step: 'a', reason: 'ran longer than 9 s' }])
  expect(statuses(replay([ends('a', 'stopped')], late.state))).toBe('a aborted, b skipped, c queued')
  expect(statuses(replay([ends('a', 'completed')], late.state))).toBe('a completed, b queued, c queued')
})

test('children wait for the post-execute callback, and one that throws fails the step', () => {
  const ended = step(start({ hasPostExecute: true }), ends('a', 'completed'))
  expect(names(ended.commands)).toEqual(['run_post_execute a'])
  expect(names(step(ended.state, { type: 'post_execute_done', step: 'a' }).commands)).toEqual(['launch b'])
  const broke = step(ended.state, { type: 'post_execute_done', step: 'a', error: 'TypeError' })
  expect([statuses(broke.state), broke.state.failure]).toEqual(['a failed, b skipped, c queued', "Step 'a' failed: TypeError"])
})

test('the pre-execute callback comes before the cache, and both before the launch; its parameters count from there on', () => {
  const asked = step(newRun, {
    type: 'run_started',
    run: 'r',
    definition: {
      name: 'p',
      version: '1',
      parameters: {},
      steps: { a: defineStep({ name: 'a', baseTask: 'x', hasPreExecute: true, cacheExecuted: true }) },
    },
  })
  expect(names(asked.commands)).toEqual(['decide_pre_execute a'])
  const decided = step(asked.state, { type: 'pre_execute_decided', step: 'a', decision: 'run', parameters: { 'Args/x': '2' } })
  expect(decided.commands).toEqual([{ type: 'find_cached', step: 'a', parameters: { 'Args/x': '2' } }])
  const missed = step(decided.state, { type: 'cache_missed', step: 'a' })
  expect(missed.commands).toMatchObject([{ type: 'launch', key: 'r/a/1', parameters: { 'Args/x': '2' } }])
  const hit = step(decided.state, { type: 'step_cached', step: 'a', task: 'old' })
  expect([hit.state.status, statuses(hit.state)]).toEqual(['completed', 'a cached'])
})

test('a stop skips what has not begun, stops what has, and ends the run as stopped', () => {
  const stopped = step(start({ hasPreExecute: true }), { type: 'stop_requested', reason: 'enough' })
  expect(statuses(stopped.state)).toBe('a skipped, b skipped, c queued')
  const end = step(stopped.state, ends('c', 'completed'))
  expect(end.commands).toEqual([{ type: 'finish', status: 'stopped', reason: 'enough' }])
})

test('an expanded step is done when its members are, and fails with them', () => {
  const asked = start({ mapOver: '${pipeline.list}' }, { parameters: { list: { value: [1, 2] } } })
  const member = (name: string): StepDefinition => defineStep({ name, baseTask: 'x' })
  const expanded = step(asked, { type: 'step_expanded', step: 'a', into: [member('a0'), member('a1')] })
  expect(names(expanded.commands)).toEqual(['launch a0', 'launch a1'])
  const half = step(expanded.state, ends('a0', 'completed'))
  expect(names(half.commands)).toEqual([])
  expect(names(step(half.state, ends('a1', 'completed')).commands)).toEqual(['launch b'])
  expect(statuses(step(half.state, ends('a1', 'failed')).state)).toBe('a failed, b skipped, c queued, a0 completed, a1 failed')
  expect(names(step(asked, { type: 'step_expanded', step: 'a', into: [] }).commands)).toEqual(['launch b'])
})

test('a step that one event would both start and stop is not started', () => {
  const asked = start({ mapOver: '${pipeline.list}' }, { parameters: { list: { value: [1, 2] } }, abortOnFailure: true })
  const member = (name: string, change = {}): StepDefinition => defineStep({ name, baseTask: 'x', ...change })
  const into = [member('a0', { continueOnFail: true }), member('a1')]
  const last = replay(
    [
      { type: 'step_expanded', step: 'a', into },
      { type: 'step_added', definition: member('below a1', { parents: ['a1'] }) },
      ends('a0', 'failed'),
      { type: 'step_launched', step: 'c', attempt: 1, task: 'c1' },
    ],
    asked,
  )
  // The last member ends well, which starts its child; the group has failed, which stops everything.
  const end = step(last, ends('a1', 'completed'))
  expect(names(end.commands)).toEqual(['stop_task c'])
  expect(statuses(end.state)).toBe('a failed, b skipped, c queued, a0 failed, a1 completed, below a1 skipped')
})

test('events that contradict the run are refused by name and change nothing', () => {
  const state = start()
  const refusal = (event: RunEvent, from = state): string => {
    try {
      step(from, event)
    } catch (error) {
      if (error instanceof RefusedEvent) return error.code
      throw error
    }
    return 'accepted'
  }
  expect(refusal(ends('nobody', 'failed'))).toBe('unknown_step')
  expect(refusal(ends('a', 'failed'), newRun)).toBe('not_started')
  const empty: PipelineDefinition = { name: 'p', version: '1', parameters: {}, steps: {} }
  expect(refusal({ type: 'run_started', run: 'r', definition: empty })).toBe('accepted')
  expect(refusal({ type: 'run_started', run: 'other', definition: empty })).toBe('another_run')
  expect(refusal({ type: 'step_added', definition: defineStep({ name: 'a', baseTask: 'other' }) })).toBe('bad_definition')
  expect(refusal({ type: 'step_added', definition: defineStep({ name: 'd', baseTask: 'x', parents: ['d'] }) })).toBe('bad_definition')
  const mapped = start({ mapOver: '${pipeline.list}' }, { parameters: { list: { value: [] } } })
  const circular = defineStep({ name: 'm', baseTask: 'x', parents: ['b'] })
  expect(refusal({ type: 'step_expanded', step: 'a', into: [circular] }, mapped)).toBe('bad_definition')
  const ended = replay([ends('a', 'completed'), ends('b', 'completed'), ends('c', 'completed')], state)
  expect(refusal({ type: 'step_added', definition: defineStep({ name: 'd', baseTask: 'x' }) }, ended)).toBe('run_ended')
})
