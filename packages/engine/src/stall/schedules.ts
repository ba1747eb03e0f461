import type { Fleet, QueuedTask, RunningTask } from './fleet.ts'

/**
 * The oracle of the stall analysis, which shares no code with it: plays every schedule of a small fleet to its end and tells which
 * tasks ended. Under `hopeful` somebody also stops what is endless, lets go what is paused, makes room
 * in a lane that runs nothing, and runs what no place takes.
 */
export function playAllSchedules(fleet: Fleet, isHopeful: boolean): ReadonlySet<string>[] {
  const places = placesOf(fleet, isHopeful)
  const start: World = {
    queued: fleet.queued.map((task) => task.id),
    running: fleet.running.map((task) => ({ id: task.id, place: places.findIndex((place) => place.holds.includes(task.id)) })),
    room: places.map((place) => place.room),
  }
  const seen = new Set<string>()
  const ends: ReadonlySet<string>[] = []
  const todo = [start]
  for (let world = todo.pop(); world !== undefined; world = todo.pop()) {
    const key = JSON.stringify(world)
    if (seen.has(key)) continue
    seen.add(key)
    const next = movesOf(world, { fleet, places, isHopeful })
    todo.push(...next)
    if (next.length === 0) {
      const live = new Set([...world.queued, ...world.running.map((task) => task.id)])
      ends.push(new Set([...fleet.queued, ...fleet.running].map((task) => task.id).filter((id) => !live.has(id))))
    }
  }
  return ends
}

/** Whether some place takes the task, be it free or not; the same question for its queue alone with `ignoringNeeds`. */
export function isTakenSomewhere(fleet: Fleet, task: QueuedTask, ignoringNeeds: boolean): boolean {
  return placesOf(fleet, false).some((place) =>
    place.takes(ignoringNeeds ? { ...task, needs: task.needs.gpus === undefined ? {} : { gpus: 0 } } : task, task),
  )
}

interface Place {
  /** The second task is the one that decides whether it is light. */
  readonly takes: (task: QueuedTask, original: QueuedTask) => boolean
  readonly holds: readonly string[]
  readonly room: number
}

interface World {
  readonly queued: readonly string[]
  readonly running: readonly { readonly id: string; readonly place: number }[]
  readonly room: readonly number[]
}

interface Rules {
  readonly fleet: Fleet
  readonly places: readonly Place[]
  readonly isHopeful: boolean
}

function placesOf(fleet: Fleet, isHopeful: boolean): Place[] {
  const servesLight = (queue: string): boolean =>
    fleet.lanes.some((lane) => lane.alive && (lane.serves === 'any' || (lane.serves === 'own' && lane.queues.includes(queue))))
  const light = (task: QueuedTask): boolean => task.isLight && !((task.needs.gpus ?? 0) > 0)
  const slots = fleet.workers.flatMap((worker) =>
    worker.slots.map(({ running, resources }): Place => {
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
  const lanes = fleet.lanes.map((lane): Place => ({
    holds: lane.running,
    room:
      lane.hasRoom || (isHopeful && lane.running.length === 0)
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

function movesOf(world: World, { fleet, places, isHopeful }: Rules): World[] {
  const isLive = (id: string): boolean => world.queued.includes(id) || world.running.some((task) => task.id === id)
  const ends = world.running.flatMap(({ id, place }): World[] => {
    const task = fleet.running.find((candidate) => candidate.id === id)
    if (task !== undefined && !mayEnd(task, isLive, isHopeful)) return []
    const room = world.room.map((left, at) => (at === place ? left + 1 : left))
    return [{ queued: world.queued, running: world.running.filter((other) => other.id !== id), room }]
  })
  const starts = fleet.queued.flatMap((task): World[] => {
    if (!world.queued.includes(task.id) || (task.isPaused && !isHopeful)) return []
    if (task.parents.some(isLive) || (task.limitedBy.length > 0 && task.limitedBy.every(isLive))) return []
    const queued = world.queued.filter((id) => id !== task.id)
    const takers = places.map((place, at) => ({ place, at })).filter(({ place }) => place.takes(task, task))
    if (takers.length === 0 && isHopeful) return [{ queued, running: world.running, room: world.room }]
    return takers
      .filter(({ at }) => (world.room[at] ?? 0) > 0)
      .map(({ at }) => ({
        queued,
        running: [...world.running, { id: task.id, place: at }],
        room: world.room.map((left, other) => (other === at ? left - 1 : left)),
      }))
  })
  return [...ends, ...starts]
}

function mayEnd(task: RunningTask, isLive: (id: string) => boolean, isHopeful: boolean): boolean {
  if (task.isEndless) return isHopeful
  return task.waitsFor.every((id) => id === task.id || !isLive(id))
}
