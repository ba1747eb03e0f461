import type { Fleet, QueuedTask, RunningTask } from '../stall/fleet.ts'

/**
 * The test oracle of the stall analysis, which shares no code with it: simulates every schedule of a small fleet to its end and gives the
 * tasks that ended. If `isAssisted`, people also stop endless tasks, resume paused ones, make room in a lane that runs nothing, and run
 * tasks that no slot or lane takes.
 */
export function playAllSchedules(fleet: Fleet, isAssisted: boolean): ReadonlySet<string>[] {
  const capacities = capacitiesOf(fleet, isAssisted)
  const start: Situation = {
    queued: fleet.queued.map((task) => task.id),
    running: fleet.running.map((task) => ({ id: task.id, capacity: capacities.findIndex((capacity) => capacity.holds.includes(task.id)) })),
    room: capacities.map((capacity) => capacity.room),
  }
  const seen = new Set<string>()
  const ends: ReadonlySet<string>[] = []
  const todo = [start]
  for (let situation = todo.pop(); situation !== undefined; situation = todo.pop()) {
    const key = JSON.stringify(situation)
    if (seen.has(key)) continue
    seen.add(key)
    const next = movesOf(situation, { fleet, capacities, isAssisted })
    todo.push(...next)
    if (next.length === 0) {
      const live = new Set([...situation.queued, ...situation.running.map((task) => task.id)])
      ends.push(new Set([...fleet.queued, ...fleet.running].map((task) => task.id).filter((id) => !live.has(id))))
    }
  }
  return ends
}

/** Whether some slot or lane takes the task, free or not; with `ignoringNeeds` only the task's queue counts. */
export function isTakenSomewhere(fleet: Fleet, task: QueuedTask, ignoringNeeds: boolean): boolean {
  return capacitiesOf(fleet, false).some((capacity) =>
    capacity.takes(ignoringNeeds ? { ...task, needs: task.needs.gpus === undefined ? {} : { gpus: 0 } } : task, task),
  )
}

/** A slot or a lane. */
interface Capacity {
  /** The second task is the one that decides whether it is light. */
  readonly takes: (task: QueuedTask, original: QueuedTask) => boolean
  readonly holds: readonly string[]
  readonly room: number
}

interface Situation {
  readonly queued: readonly string[]
  readonly running: readonly { readonly id: string; readonly capacity: number }[]
  readonly room: readonly number[]
}

interface Rules {
  readonly fleet: Fleet
  readonly capacities: readonly Capacity[]
  readonly isAssisted: boolean
}

function capacitiesOf(fleet: Fleet, isAssisted: boolean): Capacity[] {
  const servesLight = (queue: string): boolean =>
    fleet.lanes.some((lane) => lane.alive && (lane.serves === 'any' || (lane.serves === 'own' && lane.queues.includes(queue))))
  const light = (task: QueuedTask): boolean => task.isLight && !((task.needs.gpus ?? 0) > 0)
  const slots = fleet.workers.flatMap((worker) =>
    worker.slots.map(({ running, resources }): Capacity => {
      return {
        holds: running === undefined ? [] : [running],
        room: running === undefined || !fleet.running.some(({ id }) => id === running) ? 1 : 0,
        takes: (task, original) => {
          if (!worker.alive || !worker.queues.includes(task.queue)) return false
          if (light(original) && servesLight(task.queue)) return false
          const gpus = resources.gpus ?? 1000
          return (task.needs.gpus ?? 0) <= gpus && (task.needs.labels ?? []).every((label) => resources.labels?.includes(label) ?? true)
        },
      }
    }),
  )
  const lanes = fleet.lanes.map((lane): Capacity => ({
    holds: lane.running,
    room:
      lane.hasRoom || (isAssisted && lane.running.length === 0)
        ? 100
        : lane.running.filter((id) => !fleet.running.some((task) => task.id === id)).length,
    takes: (task, original) => {
      if (!lane.alive || lane.serves === 'off' || (task.needs.gpus ?? 0) > 0) return false
      if (!light(original) && lane.takes === 'light') return false
      return lane.serves === 'any' || lane.queues.includes(task.queue)
    },
  }))
  return [...slots, ...lanes]
}

function movesOf(situation: Situation, { fleet, capacities, isAssisted }: Rules): Situation[] {
  const isLive = (id: string): boolean => situation.queued.includes(id) || situation.running.some((task) => task.id === id)
  const ends = situation.running.flatMap(({ id, capacity }): Situation[] => {
    const task = fleet.running.find((candidate) => candidate.id === id)
    if (task !== undefined && !mayEnd(task, isLive, isAssisted)) return []
    const room = situation.room.map((left, at) => (at === capacity ? left + 1 : left))
    return [{ queued: situation.queued, running: situation.running.filter((other) => other.id !== id), room }]
  })
  const starts = fleet.queued.flatMap((task): Situation[] => {
    if (!situation.queued.includes(task.id) || (task.isPaused && !isAssisted)) return []
    if (task.parents.some(isLive) || (task.limitedBy.length > 0 && task.limitedBy.every(isLive))) return []
    const queued = situation.queued.filter((id) => id !== task.id)
    const takers = capacities.map((capacity, at) => ({ capacity, at })).filter(({ capacity }) => capacity.takes(task, task))
    if (takers.length === 0 && isAssisted) return [{ queued, running: situation.running, room: situation.room }]
    return takers
      .filter(({ at }) => (situation.room[at] ?? 0) > 0)
      .map(({ at }) => ({
        queued,
        running: [...situation.running, { id: task.id, capacity: at }],
        room: situation.room.map((left, other) => (other === at ? left - 1 : left)),
      }))
  })
  return [...ends, ...starts]
}

function mayEnd(task: RunningTask, isLive: (id: string) => boolean, isAssisted: boolean): boolean {
  if (task.isEndless) return isAssisted
  return task.waitsFor.every((id) => id === task.id || !isLive(id))
}
