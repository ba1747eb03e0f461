import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defineStep, type StepDefinition } from './definition.ts'
import { pendingCommands } from './due.ts'
import type { RunEvent } from './events.ts'
import { replay, step } from './reducer.ts'
import { RefusedEvent } from './refused-event.ts'
import { isEnded, type RunState, stepOf, type StepState, stepsOf } from './run-state.ts'
import { cutOffSteps, failedSteps } from './steps-to-retry.ts'
import { violationsOf, wrongEndingsOf } from './testing/run-invariants.ts'
import { type CallSite, SimulatedBody } from './testing/simulated-body.ts'
import { pickFrom, type Pick, SimulatedHost } from './testing/simulated-host.ts'
import { versionNeeded } from './version-needed.ts'

const whole = { name: 'p', version: '1', parameters: { p: { value: 0 } }, steps: {} }
const arbitraryBody: fc.Arbitrary<CallSite[]> = fc.array(
  fc.record({
    awaited: fc.array(fc.nat(7), { maxLength: 2 }),
    passedOn: fc.array(fc.nat(7), { maxLength: 2 }),
    usesParameter: fc.boolean(),
    isBranch: fc.boolean(),
    cacheExecuted: fc.boolean(),
  }),
  { minLength: 1, maxLength: 8 },
)

/** The sites of a body, which only use sites before them. */
function orderly(sites: readonly CallSite[]): CallSite[] {
  const before = (all: readonly number[], at: number): number[] => (at === 0 ? [] : [...new Set(all.map((of) => of % at))])
  return sites.map((site, at) => ({ ...site, awaited: before(site.awaited, at), passedOn: before(site.passedOn, at) }))
}

/** Which execution of a step it is: its cache may give it the same task again. */
function executionOf(step: StepState | undefined): unknown {
  return [step?.task, step?.earlierTries?.length]
}

/** Retries a run whose body has ended or is lost, perhaps with another value of the pipeline's parameter. */
function retry(host: SimulatedHost, pick: Pick, all: boolean): readonly string[] {
  const done = stepsOf(host.state).filter(({ phase }) => phase === 'done')
  const some = done[pick(done.length)]?.definition.name
  const steps = [
    ...new Set([...(all || some === undefined || pick(2) === 0 ? failedSteps(host.state) : [some]), ...cutOffSteps(host.state)]),
  ]
  try {
    const changed = pick(2) === 0 ? host.state : step(host.state, { type: 'parameters_changed', parameters: { p: pick(3) } }).state
    const retried: RunEvent = { type: 'steps_retried', steps, awaitCalls: true, recalls: true }
    step(changed, retried)
    if (changed !== host.state)
      host.append({ type: 'parameters_changed', parameters: { p: changed.pipeline.parameters['p']?.value ?? null } })
    host.append(retried)
    return steps
  } catch (error) {
    if (!(error instanceof RefusedEvent)) throw error
    return []
  }
}

test('a body that is retried at any time ends with the inputs that it gives now, repeats nothing that was not affected, and replays alike', () => {
  fc.assert(
    fc.property(arbitraryBody, fc.infiniteStream(fc.nat()), fc.nat(150), (sites, stream, ticks) => {
      const pick = pickFrom(stream)
      const executions = new Map<string, { readonly given: string; readonly task: string }>()
      const retried = new Set<string>()
      const host = new SimulatedHost(whole, { pick, dynamic: true, check: (state) => expect(violationsOf(state)).toEqual([]) })
      const body = new SimulatedBody(host, orderly(sites))
      const watch = (): void => {
        for (const { definition, phase, status, task, parents } of stepsOf(host.state)) {
          if (phase !== 'done') continue
          const { name } = definition
          const isWhole = task !== undefined && (status === 'completed' || status === 'cached')
          const given = JSON.stringify([definition, parents.map((parent) => executionOf(stepOf(host.state, parent)))])
          const before = executions.get(name)
          if (isWhole && before?.given === given && before.task !== task && !retried.has(name) && !definition.cacheExecuted)
            throw new Error(`'${name}' was repeated with the same inputs`)
          if (isWhole && before?.task !== task) retried.delete(name)
          if (isWhole) executions.set(name, { given, task })
          else executions.delete(name)
        }
      }
      for (let tick = 0; tick < ticks; tick += 1) {
        const dice = pick(40)
        if (dice === 0) host.append({ type: 'stop_requested', reason: 'enough' })
        else if (dice === 1 || (isEnded(host.state) && dice < 20)) {
          for (const name of retry(host, pick, false)) retried.add(name)
          body.restart()
        } else if (dice === 2) {
          host.crash()
          body.restart()
        } else if (dice < 16) body.advance()
        else host.tick()
        watch()
      }
      host.isLucky = true
      for (let round = 0; round < 60 && host.state.status !== 'completed'; round += 1) {
        if (isEnded(host.state)) for (const name of retry(host, pick, true)) retried.add(name)
        body.restart()
        host.append({ type: 'resumed' })
        for (let turn = 0; turn < 300 && !isEnded(host.state); turn += 1) {
          body.advance()
          host.turn()
          watch()
        }
      }
      expect(host.state.failure ?? host.state.status).toBe('completed')
      expect(body.wrongSteps()).toEqual([])
      expect(wrongEndingsOf(host.state)).toEqual([])
      expect(new Set(host.launches).size).toBe(host.launches.length)
      expect(host.state).toEqual(replay(JSON.parse(JSON.stringify(host.events)) as RunEvent[]))
      expect(pendingCommands(host.state)).toEqual([host.finish])
    }),
    { numRuns: 400 },
  )
})

const of = (name: string, rows: string, parents: readonly string[] = []): StepDefinition =>
  defineStep({
    name,
    function: name,
    baseTask: 'x',
    parents,
    parameters: { 'Args/rows': rows },
    continueOnFail: true,
    continueOnAbort: true,
  })
const ends = (name: string, attempt = 1): RunEvent => ({
  type: 'step_status',
  step: name,
  attempt,
  task: `${name}${attempt}`,
  status: 'completed',
})
const added = (definition: StepDefinition): RunEvent => ({ type: 'step_added', definition })
const recalled = (definition: StepDefinition): RunEvent => ({ type: 'step_recalled', definition })
const statuses = (state: RunState): string =>
  stepsOf(state)
    .map((one) => `${one.definition.name} ${one.status}`)
    .join(', ')

/** A run of `load`, whose value `train` was given, whose result `report` was given; `other` stands by itself. It has completed, and is retried from `load`. */
function retriedRun(): RunState {
  return replay([
    { type: 'run_started', run: 'r', definition: whole, dynamic: true },
    ...[of('load', '1'), of('train', '1'), of('report', '1', ['train']), of('other', '1')].map(added),
    ...['load', 'train', 'report', 'other'].map((name) => ends(name)),
    { type: 'steps_closed' },
    { type: 'steps_retried', steps: ['load'], awaitCalls: true, recalls: true },
    added(of('load', '2')),
    ends('load', 2),
  ])
}

test('a kept step that is called with other inputs begins anew with what is below it, and one that is called with the same stays', () => {
  const anew = replay([recalled(of('other', '1')), recalled(of('train', '2'))], retriedRun())
  expect(statuses(anew)).toBe('load completed, train queued, report pending, other completed')
  expect(pendingCommands(anew)).toMatchObject([{ type: 'launch', key: 'r/train/2' }])
  expect(stepOf(anew, 'train')).toMatchObject({ needsNewTask: true, earlierTries: [{ task: 'train1', status: 'completed' }] })
  expect([stepOf(anew, 'report')?.awaits, stepOf(anew, 'other')?.calledBeforeRetry]).toEqual(['call', undefined])
  // The second call with other inputs is one outside a retry.
  expect(() => step(anew, recalled(of('other', '2')))).toThrow(/Another step has that name/)
  const over = replay([ends('train', 2), added(of('report', '1', ['train'])), ends('report', 2), { type: 'steps_closed' }], anew)
  expect([over.status, statuses(over)]).toEqual(['completed', 'load completed, train completed, report completed, other completed'])
})

test('a kept step that a whole body does not call is skipped, and begins when a later retry comes to its call; a broken body leaves it', () => {
  const calls = [recalled(of('train', '1')), recalled(of('report', '1', ['train']))]
  const left = replay([...calls, { type: 'steps_closed', uncalled: ['other'] }], retriedRun())
  expect([left.status, statuses(left)]).toEqual(['completed', 'load completed, train completed, report completed, other skipped'])
  expect(stepOf(left, 'other')).toMatchObject({ reason: 'the pipeline did not call it again', earlierTries: [{ task: 'other1' }] })
  expect(cutOffSteps(left)).toEqual(['other'])
  const again = replay([{ type: 'steps_retried', steps: ['other'], awaitCalls: true, recalls: true }, added(of('other', '1'))], left)
  expect(pendingCommands(again)).toMatchObject([{ type: 'launch', key: 'r/other/2' }])

  const broken = replay([{ type: 'steps_closed', failure: 'broke' }], retriedRun())
  expect([broken.status, statuses(broken)]).toEqual(['failed', 'load completed, train completed, report completed, other completed'])
})

test('a step that runs below a kept one is waited for', () => {
  const live = replay([
    { type: 'run_started', run: 'r', definition: whole, dynamic: true },
    ...[of('load', '1'), of('train', '1'), of('report', '1', ['train'])].map(added),
    ...['load', 'train'].map((name) => ends(name)),
    { type: 'steps_retried', steps: ['load'], awaitCalls: true, recalls: true },
  ])
  expect(() => step(live, recalled(of('train', '2')))).toThrow(/'report' has not ended/)
  expect(statuses(replay([ends('report'), recalled(of('train', '2'))], live))).toBe('load pending, train queued, report pending')
})

test('a kept task that a whole body does not call is stopped', () => {
  const live = replay([
    { type: 'run_started', run: 'r', definition: whole, dynamic: true },
    ...[of('load', '1'), of('train', '1')].map(added),
    ends('load'),
    { type: 'step_launched', step: 'train', attempt: 1, task: 'train1' },
    { type: 'steps_retried', steps: ['load'], awaitCalls: true, recalls: true },
    added(of('load', '1')),
    ends('load', 2),
    { type: 'steps_closed', uncalled: ['train'] },
  ])
  expect(pendingCommands(live)).toMatchObject([{ type: 'stop_task', task: 'train1', reason: 'the pipeline did not call it again' }])
})

test('a failed step of a live run that is retried begins when the body, which starts anew, calls it again', () => {
  const live = replay([
    { type: 'run_started', run: 'r', definition: whole, dynamic: true },
    ...[of('load', '1'), of('train', '1')].map(added),
    { type: 'step_status', step: 'load', attempt: 1, task: 'load1', status: 'failed' },
    { type: 'steps_closed', failure: 'load failed' },
  ])
  expect(() => step(live, { type: 'steps_retried', steps: [], recalls: true })).toThrow(/No step is to be retried/)
  const retried = replay([{ type: 'steps_retried', steps: ['load'], recalls: true }], live)
  expect([retried.open, retried.failure, statuses(retried)]).toEqual([true, undefined, 'load pending, train queued'])
  expect(stepOf(retried, 'train')?.calledBeforeRetry).toBe(true)
  expect(statuses(replay([added(of('load', '1'))], retried))).toBe('load queued, train queued')
})

test('only the events that older code does not know need this version', () => {
  const { definition } = { definition: of('a', '1') }
  expect(versionNeeded([added(definition), { type: 'steps_closed' }, { type: 'steps_retried', steps: [], recalls: true }])).toBe(2)
  expect(versionNeeded([recalled(definition)])).toBe(3)
  expect(versionNeeded([{ type: 'steps_closed', uncalled: ['a'] }])).toBe(3)
})
