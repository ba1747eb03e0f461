import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Absence, play, type World } from './lease-model.ts'
import { leaseTerms } from './lease.ts'

const minute = 60_000
const { run_seconds, renew_seconds } = leaseTerms(90)
const worlds = { numRuns: 150 }

const arbitraryWorld = (kinds: readonly Absence['what'][], most: number, count = 4): fc.Arbitrary<Omit<World, 'hasOther'>> =>
  fc.record({
    absences: fc.array(fc.record({ what: fc.constantFrom(...kinds), at: fc.nat(5 * minute), lasts: fc.integer({ min: 250, max: most }) }), {
      maxLength: count,
    }),
    latency: fc.nat(2000),
    drift: fc.double({ min: 0.99, max: 1.01, noNaN: true }),
    lasts: fc.constant(5 * minute + most + 3 * minute),
  })

test('however long an agent or the server is absent, a task never runs twice at a time', () => {
  fc.assert(
    fc.property(arbitraryWorld(['agent frozen', 'agent dead', 'cut', 'server frozen', 'server down'], 5 * minute), (world) => {
      expect(play({ ...world, hasOther: true }).together).toEqual([])
    }),
    worlds,
  )
})

test('on a machine that was suspended, a step whose task has passed to another runs for less than two seconds', () => {
  fc.assert(
    fc.property(arbitraryWorld(['suspended'], 5 * minute, 1), (world) => {
      expect(play({ ...world, hasOther: true }).together.length * 250).toBeLessThan(2000)
    }),
    worlds,
  )
})

test('an absence of less than a minute is not noticed', () => {
  // A step may run for so long after the last renewal, which may be as old as the time between two, a call that hung, and the calls' ways.
  const most = (run_seconds - renew_seconds) * 1000 - 5000 - 6 * 2000
  expect(most).toBeGreaterThan(45_000)
  fc.assert(
    fc.property(arbitraryWorld(['agent frozen', 'agent dead', 'cut', 'server frozen', 'server down'], most, 1), (world) => {
      expect(play({ ...world, hasOther: true })).toEqual({ together: [], step: 'running', wasPaused: false, holder: 'first' })
    }),
    worlds,
  )
})

test('a server may be absent for half an hour, and no step loses its work', () => {
  fc.assert(
    fc.property(arbitraryWorld(['server frozen', 'server down'], 30 * minute, 1), (world) => {
      expect(play({ ...world, hasOther: true })).toMatchObject({ together: [], step: 'running', holder: 'first' })
    }),
    { numRuns: 50 },
  )
})

test('an agent may be frozen or without connection for half an hour, and its step continues if no other agent has claimed the task', () => {
  fc.assert(
    fc.property(arbitraryWorld(['agent frozen', 'cut', 'suspended'], 30 * minute, 1), (world) => {
      expect(play({ ...world, hasOther: false })).toMatchObject({ step: 'running', holder: 'first' })
    }),
    { numRuns: 50 },
  )
})
