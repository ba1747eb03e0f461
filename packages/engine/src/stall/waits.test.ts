import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arbitraryFleet } from '../testing/arbitrary-fleet.ts'
import { agentCommand } from './cures.ts'
import type { Cure } from './cures.ts'
import type { StallLink } from './cycle.ts'
import { indexFleet } from './fleet-index.ts'
import type { Fleet, LightLane, QueuedTask, RunningTask } from './fleet.ts'
import { isTakenSomewhere, playAllSchedules } from '../testing/schedules.ts'
import { waitsOf } from './waits.ts'
import type { Wait } from './waits.ts'

const fleets = { numRuns: 3000 }

test('the reason of every task is the one that all schedules, run to the end, give', () => {
  fc.assert(
    fc.property(arbitraryFleet, (fleet) => {
      const certain = playAllSchedules(fleet, false)
      const assisted = playAllSchedules(fleet, true)
      // Which tasks end does not depend on the order in which things happen.
      for (const ends of [certain, assisted]) expect(new Set(ends.map((ended) => [...ended].join())).size).toBe(1)
      const expected = fleet.queued.map((task) => [task.id, reasonByOracle(fleet, task, certain[0], assisted[0])])
      const waits = waitsOf(fleet)
      expect(fleet.queued.map(({ id }) => [id, shortReason(waits.get(id))])).toEqual(expected)
    }),
    fleets,
  )
})

test('the cycle of a stall is made of links that are there, and closes', () => {
  fc.assert(
    fc.property(arbitraryFleet, (fleet) => {
      const cycles = [...waitsOf(fleet).values()].flatMap((wait) => (wait.reason === 'stalled' ? [wait.cycle] : []))
      expect(cycles.flatMap((cycle) => brokenLinks(fleet, cycle))).toEqual([])
    }),
    fleets,
  )
})

test('each cure, once applied, ends the stall of its task, and there is always one', () => {
  fc.assert(
    fc.property(arbitraryFleet, fc.boolean(), (drawn, hasLightLane) => {
      const fleet = hasLightLane ? { ...drawn, lanes: [...drawn.lanes, lane('l9')] } : drawn
      const failed: unknown[] = []
      for (const [id, wait] of waitsOf(fleet)) {
        if (wait.reason !== 'stalled') continue
        if (wait.cures.at(-1)?.kind !== 'agent') failed.push([id, 'no last resort'])
        for (const cure of wait.cures) {
          const after = waitsOf(applied(fleet, cure, id)).get(id)
          if (after?.reason !== 'busy' || after.noKnownEnd) failed.push([id, cure, after])
        }
      }
      expect(failed).toEqual([])
    }),
    fleets,
  )
})

test('one published agent, controller and step on one queue: named with its cycle; a light lane elsewhere makes it movable', () => {
  const fleet = smallFleet({ running: [controller('c', ['s'])], queued: [queued('s')], slots: ['c'] })
  const alone = waitsOf(fleet).get('s')
  expect(alone).toEqual({
    reason: 'stalled',
    cycle: [
      { kind: 'task', id: 's' },
      { kind: 'queue', id: 'default' },
      { kind: 'worker', id: 'w' },
      { kind: 'task', id: 'c' },
      { kind: 'task', id: 's' },
    ],
    heldBy: ['c'],
    cures: [{ kind: 'agent', queue: 'default', automatic: false, command: 'clearway agent --queue default' }],
  })
  const beside = waitsOf({ ...fleet, lanes: [lane('l')] }).get('s')
  expect(beside).toMatchObject({
    reason: 'stalled',
    cures: [{ kind: 'move', task: 'c', from: 'w', lane: 'l', automatic: true }, { kind: 'agent' }],
  })
})

test('a light lane that takes only what is on its own queues could take the controller', () => {
  const fleet = smallFleet({ running: [controller('c', ['s'])], queued: [queued('s')], slots: ['c'] })
  expect(waitsOf({ ...fleet, lanes: [{ ...lane('l'), serves: 'own', queues: ['services'] }] }).get('s')).toMatchObject({
    reason: 'stalled',
    cures: [{ kind: 'light_lane', task: 'c', lane: 'l', automatic: false }, { kind: 'agent' }],
  })
})

test('a task of our agents that waits for what its own slot would run leaves the slot, where it cannot be moved', () => {
  const step: RunningTask = { ...controller('c', ['s']), isResumable: false, mayLeave: true }
  const fleet = smallFleet({ running: [step], queued: [queued('s')], slots: ['c'] })
  expect(waitsOf({ ...fleet, lanes: [lane('l')] }).get('s')).toMatchObject({
    reason: 'stalled',
    cures: [{ kind: 'release', task: 'c', from: 'w', automatic: true }, { kind: 'agent' }],
  })
})

test('two pipelines that hold each other’s workers are one cycle', () => {
  const fleet = smallFleet({
    running: [controller('c1', ['s1']), controller('c2', ['s2'])],
    queued: [queued('s1', 'right'), queued('s2', 'left')],
    slots: [],
    workers: [
      { id: 'wl', queue: 'left', running: 'c1' },
      { id: 'wr', queue: 'right', running: 'c2' },
    ],
  })
  const wait = waitsOf(fleet).get('s1')
  const cycle = wait?.reason === 'stalled' ? wait.cycle.map(({ id }) => id).join(' ') : ''
  expect(cycle).toBe('s1 right wr c2 s2 left wl c1 s1')
})

test('a slot that a service holds may never become free: its tasks wait without a known end, and are not stalled', () => {
  const service: RunningTask = { ...controller('service', []), isEndless: true }
  const fleet = smallFleet({ running: [service], queued: [queued('s')], slots: ['service'] })
  expect(waitsOf(fleet).get('s')).toEqual({ reason: 'busy', noKnownEnd: true, heldBy: ['service'] })
})

test('a nested pipeline goes to the light lane beside its parent, and nothing stalls', () => {
  const nested: QueuedTask = { ...queued('nested'), isLight: true }
  const held = { ...lane('l'), running: ['c'] }
  const fleet = { ...smallFleet({ running: [controller('c', ['nested'])], queued: [nested], slots: [] }), lanes: [held] }
  expect(waitsOf(fleet).get('nested')).toEqual({ reason: 'busy', noKnownEnd: false, heldBy: [] })
  const full = waitsOf({ ...fleet, lanes: [{ ...held, hasRoom: false }] }).get('nested')
  expect(full?.reason).toBe('stalled')
})

test('the reason of a task that fits no worker names what is short, and the reason on a queue without workers names the queue', () => {
  const fleet = smallFleet({
    running: [],
    queued: [{ ...queued('s'), needs: { gpus: 2, labels: ['a100'] } }, queued('t', 'nowhere')],
    slots: [],
  })
  const [worker] = fleet.workers
  const small = { ...fleet, workers: worker === undefined ? [] : [{ ...worker, slots: [{ resources: { gpus: 1, labels: [] } }] }] }
  expect(waitsOf(small).get('s')).toEqual({ reason: 'unfit', lacks: ['gpus', 'label a100'] })
  expect(waitsOf(small).get('t')).toEqual({ reason: 'unserved', queue: 'nowhere' })
})

test('the command for another agent asks for what the task needs, and is safe to paste', () => {
  expect(agentCommand('default', {})).toBe('clearway agent --queue default')
  expect(agentCommand("Ada's", { gpus: 2, labels: ['ssd', 'big disk'] })).toBe(
    String.raw`clearway agent --queue 'Ada'\''s' --gpus 0,1 --label ssd 'big disk'`,
  )
})

test('10,000 tasks and 1,000 workers are a handful of kinds, so that the work grows with the tasks and not with the product', () => {
  const workers = Array.from({ length: 1000 }, (_, n) => ({
    id: `w${n}`,
    kind: 'own' as const,
    alive: true,
    queues: [`q${n % 10}`],
    slots: [{ resources: {}, running: `c${n}` }],
  }))
  const tasks = Array.from({ length: 10_000 }, (_, n) => queued(`s${n}`, `q${n % 10}`))
  const running = workers.map((_, n) => controller(`c${n}`, [`s${n}`]))
  const fleet = { workers, lanes: [], queued: tasks, running }
  const index = indexFleet(fleet)
  expect([index.pools.length, index.demands.length]).toEqual([10, 10])
  expect([...waitsOf(fleet).values()].every((wait) => wait.reason === 'stalled')).toBe(true)
})

function reasonByOracle(fleet: Fleet, task: QueuedTask, certain = new Set<string>() as ReadonlySet<string>, assisted = certain): string {
  if (task.parents.length > 0) return 'parents'
  if (task.isPaused) return 'paused'
  if (task.delayedUntil !== undefined) return 'delayed'
  if (task.limitedBy.length > 0) return 'limited'
  if (!isTakenSomewhere(fleet, task, true)) return 'unserved'
  if (!isTakenSomewhere(fleet, task, false)) return 'unfit'
  return certain.has(task.id) ? 'busy' : assisted.has(task.id) ? 'busy, no known end' : 'stalled'
}

function shortReason(wait: Wait | undefined): string | undefined {
  return wait?.reason === 'busy' && wait.noKnownEnd ? 'busy, no known end' : wait?.reason
}

function brokenLinks(fleet: Fleet, cycle: readonly StallLink[]): string[] {
  const broken: string[] = []
  if (cycle.length < 2 || cycle[0]?.id !== cycle.at(-1)?.id) broken.push('it does not close')
  for (let at = 0; at + 1 < cycle.length; at += 1) {
    const [link, next, , task] = cycle.slice(at, at + 4)
    if (link?.kind !== 'task' || next === undefined) continue
    const waiting = fleet.queued.find(({ id }) => id === link.id)
    const running = fleet.running.find(({ id }) => id === link.id)
    if (next.kind === 'task') {
      const waits = [...(running?.waitsFor ?? []), ...(waiting?.parents ?? []), ...(waiting?.limitedBy ?? [])]
      if (!waits.includes(next.id)) broken.push(`${link.id} does not wait for ${next.id}`)
      continue
    }
    const owner = [...fleet.workers, ...fleet.lanes].find(({ id }) => id === cycle[at + 2]?.id)
    const held = owner === undefined ? [] : 'slots' in owner ? owner.slots.map((slot) => slot.running) : owner.running
    if (waiting?.queue !== next.id || owner?.alive !== true || !held.includes(task?.id ?? ''))
      broken.push(`${link.id} is not held up by ${task?.id}`)
  }
  return broken
}

function applied(fleet: Fleet, cure: Cure, task: string): Fleet {
  switch (cure.kind) {
    case 'light_lane': {
      const wide: Fleet = { ...fleet, lanes: fleet.lanes.map((l) => (l.id === cure.lane ? { ...l, serves: 'any' } : l)) }
      // A controller that holds a slot is then moved by the server.
      const moved = waitsOf(wide).get(task)
      const next = moved?.reason === 'stalled' ? moved.cures.find(({ kind }) => kind === 'move') : undefined
      return next === undefined ? wide : applied(wide, next, task)
    }
    case 'release':
    case 'move': {
      const { running: _, ...freed } = { running: cure.task, resources: {} }
      return {
        ...fleet,
        lanes: fleet.lanes.map((l) => (cure.kind === 'move' && l.id === cure.lane ? { ...l, running: [...l.running, cure.task] } : l)),
        workers: fleet.workers.map((worker) => ({
          ...worker,
          slots: worker.slots.map((slot) => (slot.running === cure.task ? { ...freed, resources: slot.resources } : slot)),
        })),
      }
    }
    case 'agent': {
      const needs = fleet.queued.find(({ id }) => id === task)?.needs ?? {}
      const worker = { id: 'new', kind: 'own' as const, alive: true, queues: [cure.queue], slots: [{ resources: needs }] }
      return { ...fleet, workers: [...fleet.workers, worker], lanes: [...fleet.lanes, lane('new:light')] }
    }
  }
}

function queued(id: string, queue = 'default'): QueuedTask {
  return { id, queue, needs: {}, isLight: false, isPaused: false, parents: [], limitedBy: [] }
}

function controller(id: string, waitsFor: readonly string[]): RunningTask {
  return { id, queue: 'default', waitsFor, isEndless: false, isResumable: true, mayLeave: false }
}

function lane(id: string): LightLane {
  return { id, alive: true, serves: 'any', takes: 'light', queues: [], hasRoom: true, running: [] }
}

interface SmallFleet {
  readonly running: readonly RunningTask[]
  readonly queued: readonly QueuedTask[]
  /** What the slots of the worker `w` on `default` run. */
  readonly slots: readonly string[]
  readonly workers?: readonly { readonly id: string; readonly queue: string; readonly running: string }[]
}

function smallFleet({ running, queued: tasks, slots, workers = [] }: SmallFleet): Fleet {
  const stock = { kind: 'stock', alive: true } as const
  return {
    running,
    queued: tasks,
    lanes: [],
    workers: [
      { ...stock, id: 'w', queues: ['default'], slots: slots.map((task) => ({ resources: {}, running: task })) },
      ...workers.map((worker) => ({
        ...stock,
        id: worker.id,
        queues: [worker.queue],
        slots: [{ resources: {}, running: worker.running }],
      })),
    ],
  }
}
