import fc from 'fast-check'
import type { Fleet, QueuedTask, RunningTask } from '../stall/fleet.ts'

const queue = fc.constantFrom('q', 'q', 'q', 'p', 'services')
const queues = fc.uniqueArray(queue, { minLength: 1, maxLength: 2 })
const flag = fc.boolean()
const rarely = fc.nat(9).map((dice) => dice === 0)
const mostly = fc.nat(7).map((dice) => dice > 0)
const resources = fc.constantFrom({}, {}, {}, { gpus: 0 }, { gpus: 1, labels: ['a100'] })
const needs = fc.constantFrom({}, {}, {}, {}, {}, {}, {}, { gpus: 1 }, { labels: ['a100'] }, { labels: ['tpu'] })

const workerShape = fc.record({
  queues,
  kind: fc.constantFrom('own' as const, 'stock' as const),
  alive: mostly,
  /** Whether its idle slots still report a task that has ended. */
  isStale: rarely,
  slots: fc.oneof(
    { weight: 3, arbitrary: fc.tuple(resources) },
    { weight: 1, arbitrary: fc.array(resources, { minLength: 0, maxLength: 2 }) },
  ),
})

const laneShape = fc.record({
  queues,
  alive: mostly,
  serves: fc.constantFrom('any' as const, 'own' as const, 'own' as const, 'off' as const),
  takes: fc.constantFrom('light' as const, 'light' as const, 'all' as const),
  hasRoom: flag,
})

const taskShape = fc.record({
  queue,
  needs,
  isLight: flag,
  isPaused: rarely,
  isDelayed: rarely,
  isEndless: rarely,
  isResumable: flag,
  mayLeave: rarely,
  isRunning: flag,
  slotPick: fc.nat(),
  waits: fc.oneof(
    { weight: 1, arbitrary: fc.constant<number[]>([]) },
    { weight: 3, arbitrary: fc.array(fc.nat(6), { minLength: 1, maxLength: 2 }) },
  ),
  parents: fc.oneof({ weight: 9, arbitrary: fc.constant<number[]>([]) }, { weight: 1, arbitrary: fc.array(fc.nat(6), { maxLength: 1 }) }),
  limits: fc.oneof({ weight: 4, arbitrary: fc.constant<number[]>([]) }, { weight: 1, arbitrary: fc.array(fc.nat(6), { maxLength: 2 }) }),
})

/** Any small fleet: at most three workers, two lanes and six tasks, with waits between any of them, also on tasks that are gone. */
export const arbitraryFleet: fc.Arbitrary<Fleet> = fc
  .tuple(
    fc.array(workerShape, { minLength: 1, maxLength: 3 }),
    fc.oneof({ weight: 2, arbitrary: fc.constant<never[]>([]) }, { weight: 1, arbitrary: fc.array(laneShape, { maxLength: 2 }) }),
    fc.array(taskShape, { minLength: 1, maxLength: 6 }),
  )
  .map(([workerShapes, laneShapes, tasks]) => {
    const name = (index: number): string => `t${index}`
    const free = workerShapes.flatMap((worker, w) => worker.slots.map((_, s) => `${w}/${s}`))
    const heldBy = new Map<string, string>()
    const running: RunningTask[] = []
    const queued: QueuedTask[] = []
    for (const [index, task] of tasks.entries()) {
      if (task.isRunning) {
        const spots = [...free, ...free, ...laneShapes.map((_, at) => `lane ${at}`)]
        const spot = spots[task.slotPick % (spots.length + 1)]
        if (spot !== undefined) heldBy.set(name(index), spot)
        if (spot !== undefined && free.includes(spot)) free.splice(free.indexOf(spot), 1)
        running.push({
          id: name(index),
          queue: task.queue,
          waitsFor: task.waits.map(name),
          isEndless: task.isEndless,
          isResumable: task.isResumable,
          mayLeave: task.mayLeave,
        })
      } else {
        const { needs: asked, isLight, isPaused, parents, limits } = task
        const delay = task.isDelayed ? { delayedUntil: 1 } : {}
        const own = { id: name(index), queue: task.queue, needs: asked, isLight, isPaused, ...delay }
        queued.push({ ...own, parents: parents.map(name), limitedBy: limits.map(name).filter((id) => id !== name(index)) })
      }
    }
    const holder = (spot: string): string | undefined => [...heldBy].find(([, at]) => at === spot)?.[0]
    return {
      workers: workerShapes.map((worker, w) => ({
        ...worker,
        id: `w${w}`,
        slots: worker.slots.map((has, s) => {
          const id = holder(`${w}/${s}`)
          const shown = id ?? (worker.isStale ? 'gone' : undefined)
          return shown === undefined ? { resources: has } : { resources: has, running: shown }
        }),
      })),
      lanes: laneShapes.map((lane, at) => ({
        ...lane,
        id: `l${at}`,
        running: [...heldBy].filter(([, spot]) => spot === `lane ${at}`).map(([id]) => id),
      })),
      queued,
      running,
    }
  })
