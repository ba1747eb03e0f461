import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arbitraryPipeline } from './testing/arbitrary-pipeline.ts'
import { defineStep } from './definition.ts'
import type { PipelineDefinition } from './definition.ts'
import { pendingCommands } from './due.ts'
import { graphOf, topologicalOrder } from './graph.ts'
import { replay, step } from './reducer.ts'
import type { RunEvent } from './events.ts'
import { cutOffSteps, failedSteps } from './steps-to-retry.ts'
import { tooLate, violationsOf, wrongEndingsOf } from './testing/run-invariants.ts'
import { isEnded, newRun } from './run-state.ts'
import type { RunState } from './run-state.ts'
import { pickFrom, SimulatedHost } from './testing/simulated-host.ts'

test('any pipeline, under any order of events, crashes and stops, stays legal, launches nothing twice and ends', () => {
  fc.assert(
    fc.property(arbitraryPipeline(8), fc.infiniteStream(fc.nat()), fc.nat(120), fc.nat(60), (definition, stream, ticks, stopAt) => {
      const host = new SimulatedHost(definition, { pick: pickFrom(stream), check: (state) => expect(violationsOf(state)).toEqual([]) })
      for (let tick = 0; tick < ticks; tick += 1) {
        if (tick === stopAt && stopAt % 3 === 0) host.append({ type: 'stop_requested', reason: 'enough' })
        host.tick()
      }
      expect(host.settle(2000)).toBe(true)

      expect(new Set(host.launches).size).toBe(host.launches.length)
      expect(host.state).toEqual(replay(host.events))
      expect(pendingCommands(host.state)).toEqual([host.finish])
      expect(wrongEndingsOf(host.state)).toEqual([])
    }),
    { numRuns: 400 },
  )
})

test('a run that is paused, resumed, changed, late and retried at any time stays legal, launches nothing twice and ends', () => {
  fc.assert(
    fc.property(arbitraryPipeline(8), fc.infiniteStream(fc.nat()), fc.nat(160), (definition, stream, ticks) => {
      const pick = pickFrom(stream)
      const host = new SimulatedHost(definition, { pick, check: (state) => expect(violationsOf(state)).toEqual([]) })
      for (let tick = 0; tick < ticks; tick += 1) {
        const dice = pick(60)
        if (dice === 0) host.append({ type: 'stop_requested', reason: 'enough' })
        else if (dice === 1) host.append({ type: 'run_timed_out', reason: tooLate })
        else if (dice < 14) host.interfere()
        else host.tick()
      }
      expect(host.settle(2000)).toBe(true)

      expect(new Set(host.launches).size).toBe(host.launches.length)
      expect(host.state).toEqual(replay(JSON.parse(JSON.stringify(host.events)) as RunEvent[]))
      expect(pendingCommands(host.state)).toEqual([host.finish])
      expect(wrongEndingsOf(host.state)).toEqual([])
    }),
    { numRuns: 400 },
  )
})

test('an ended run that is retried ends completed once its steps do', () => {
  fc.assert(
    fc.property(arbitraryPipeline(8), fc.infiniteStream(fc.nat()), fc.nat(60), (definition, stream, ticks) => {
      const host = new SimulatedHost(definition, { pick: pickFrom(stream), check: (state) => expect(violationsOf(state)).toEqual([]) })
      for (let tick = 0; tick < ticks; tick += 1) host.tick()
      host.append({ type: 'stop_requested', reason: 'enough' })
      expect(host.settle(2000)).toBe(true)
      for (let round = 0; round < 40 && host.state.status !== 'completed'; round += 1) {
        host.append({ type: 'steps_retried', steps: [...failedSteps(host.state), ...cutOffSteps(host.state)] })
        expect(host.succeed(2000)).toBe(true)
      }
      expect(host.state.failure ?? host.state.stopRequested ?? host.state.status).toBe('completed')
    }),
  )
})

test('steps added while it runs obey the same rules, and the run waits for the last of them', () => {
  fc.assert(
    fc.property(arbitraryPipeline(6), fc.infiniteStream(fc.nat()), (definition, stream) => {
      const pick = pickFrom(stream)
      const host = new SimulatedHost(
        { ...definition, abortOnFailure: false, steps: {} },
        { pick, check: (state) => expect(violationsOf(state)).toEqual([]), dynamic: true },
      )
      for (const name of topologicalOrder(graphOf(definition))) {
        const added = definition.steps[name] ?? defineStep({ name })
        host.append({ type: 'step_added', definition: added })
        for (let tick = pick(6); tick > 0; tick -= 1) host.tick()
        host.append({ type: 'step_added', definition: added })
      }
      expect(isEnded(host.state)).toBe(false)
      host.append({ type: 'steps_closed' })
      expect(host.settle(2000)).toBe(true)
      expect(host.state.stepCount).toBeGreaterThanOrEqual(Object.keys(definition.steps).length)
      expect(wrongEndingsOf(host.state)).toEqual([])
    }),
  )
})

test('a state that is stored and read again continues as before', () => {
  fc.assert(
    fc.property(arbitraryPipeline(8), fc.infiniteStream(fc.nat()), fc.nat(40), (definition, stream, ticks) => {
      const host = new SimulatedHost(definition, { pick: pickFrom(stream), check: (state) => expect(violationsOf(state)).toEqual([]) })
      for (let tick = 0; tick < ticks; tick += 1) host.tick()
      const stored = JSON.parse(JSON.stringify(host.state)) as RunState
      expect(pendingCommands(stored)).toEqual(pendingCommands(host.state))
      const event = { type: 'stop_requested', reason: 'x' } as const
      expect(step(stored, event).state).toEqual(step(host.state, event).state)
    }),
  )
})

test('the state handed in is never changed', () => {
  fc.assert(
    fc.property(arbitraryPipeline(5), fc.infiniteStream(fc.nat()), (definition, stream) => {
      const states: [RunState, string][] = []
      const check = (state: RunState): void => void states.push([state, JSON.stringify(state)])
      const host = new SimulatedHost(definition, { pick: pickFrom(stream), check })
      host.settle(500)
      for (const [state, text] of states) expect(JSON.stringify(state)).toBe(text)
    }),
    { numRuns: 30 },
  )
})

test('each event of a 10,000-step pipeline changes only the steps it concerns', () => {
  const count = 10_000
  const names = Array.from({ length: count }, (_, index) => `step ${index}`)
  // A hundred chains of a hundred.
  const steps = names.map((name, index) => defineStep({ name, baseTask: 'b', parents: index < 100 ? [] : [names[index - 100] ?? ''] }))
  const definition: PipelineDefinition = {
    name: 'large',
    version: '1',
    parameters: {},
    steps: Object.fromEntries(steps.map((s) => [s.name, s])),
  }
  const started = step(newRun, { type: 'run_started', run: 'r', definition })
  expect(started.commands).toHaveLength(100)

  let { state } = started
  let changedSteps = 0
  for (const name of names) {
    for (const event of [
      { type: 'step_launched', step: name, attempt: 1, task: name },
      { type: 'step_status', step: name, attempt: 1, task: name, status: 'completed' },
    ] as const) {
      const reduction = step(state, event)
      changedSteps += reduction.changedSteps.length
      expect(reduction.changedSteps.length).toBeLessThanOrEqual(2)
      state = reduction.state
    }
  }
  expect(state.status).toBe('completed')
  expect(changedSteps).toBe(count + count + (count - 100))
})
