import type { Fleet, RunningTask } from './fleet.ts'
import type { FleetIndex } from './fleet-index.ts'
import type { Ending } from './fixpoint.ts'

/** One link of a stall: the task waits in the queue, the queue is served by the worker, the worker is held by the next task. */
export interface StallLink {
  readonly kind: 'task' | 'queue' | 'worker'
  readonly id: string
}

/** Finds the cycle that a stalled task is on, or stuck behind. */
export type FindCycle = (task: string) => readonly StallLink[]

interface Step {
  readonly next: string
  /** The queue and worker between a task and the next one. */
  readonly between: readonly StallLink[]
}

/** Prepares the search for cycles. The path from each task is followed once, however many tasks are stuck behind it. */
export function cycleFinder(fleet: Fleet, index: FleetIndex, ending: Ending): FindCycle {
  const running = new Map(fleet.running.map((task) => [task.id, task]))
  const queuedAt = new Map(fleet.queued.map((task, position) => [task.id, position]))
  const known = new Map<string, readonly StallLink[]>()

  /** The first task that blocks a task and never ends. */
  function stepFrom(id: string): Step | undefined {
    const controller = running.get(id)
    if (controller !== undefined) return blockerOf(controller)
    const position = queuedAt.get(id)
    const task = position === undefined ? undefined : fleet.queued[position]
    if (task === undefined || position === undefined) return undefined
    const direct = [...task.parents, ...task.limitedBy].find((other) => isStuck(other))
    const demand = index.demands[index.demandOf[position] ?? 0]
    for (const at of demand?.pools ?? []) {
      const holder = index.pools[at]?.holders.find((held) => isStuck(held.task))
      if (holder === undefined || index.pools[at]?.hasFree === true) continue
      const between = [
        { kind: 'queue', id: task.queue },
        { kind: 'worker', id: holder.owner },
      ] as const
      return { next: holder.task, between }
    }
    return direct === undefined ? undefined : { next: direct, between: [] }
  }

  function isStuck(id: string): boolean {
    return !ending.has(id) && (running.has(id) || queuedAt.has(id))
  }

  function blockerOf(task: RunningTask): Step | undefined {
    const next = task.waitsFor.find((id) => id !== task.id && isStuck(id))
    return next === undefined ? undefined : { next, between: [] }
  }

  return (task) => {
    const path: { id: string; step: Step }[] = []
    const positionOf = new Map<string, number>()
    let at = task
    while (!known.has(at) && !positionOf.has(at)) {
      const step = stepFrom(at)
      if (step === undefined) break
      positionOf.set(at, path.length)
      path.push({ id: at, step })
      at = step.next
    }
    const start = positionOf.get(at)
    const cycle = known.get(at) ?? (start === undefined ? [] : linksOf(path.slice(start), at))
    for (const { id } of path) known.set(id, cycle)
    return cycle
  }
}

function linksOf(path: readonly { readonly id: string; readonly step: Step }[], end: string): StallLink[] {
  return [...path.flatMap(({ id, step }) => [{ kind: 'task', id } as const, ...step.between]), { kind: 'task', id: end }]
}
