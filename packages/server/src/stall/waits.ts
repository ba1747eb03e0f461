import { type QueuedTask, type Wait, waitsOf } from '@clearway/engine'
import type { FleetView } from './fleet.ts'

/** A task that is queued, and why it waits. */
export interface Waiting<W extends Wait = Wait> {
  readonly task: QueuedTask
  readonly wait: W
}

/** Every queued task of a fleet, in the order of the fleet. */
export function waitsIn({ fleet }: FleetView): Waiting[] {
  const waits = waitsOf(fleet)
  return fleet.queued.flatMap((task) => {
    const wait = waits.get(task.id)
    return wait === undefined ? [] : [{ task, wait }]
  })
}

/** The same for a cycle wherever it was entered. */
export function cycleKey(cycle: readonly { readonly kind: string; readonly id: string }[]): string {
  return [...new Set(cycle.map(({ kind, id }) => `${kind} ${id}`))].toSorted().join(' ')
}
