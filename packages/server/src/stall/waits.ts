import { type QueuedTask, type Wait, waitsOf } from '@clearway/engine'
import type { FleetView } from './fleet.ts'

/** A queued task and the reason why it waits. */
export interface Waiting<W extends Wait = Wait> {
  readonly task: QueuedTask
  readonly wait: W
}

/** The waits of all queued tasks of a fleet, in the fleet's order. */
export function waitsIn({ fleet }: FleetView): Waiting[] {
  const waits = waitsOf(fleet)
  return fleet.queued.flatMap((task) => {
    const wait = waits.get(task.id)
    return wait === undefined ? [] : [{ task, wait }]
  })
}

/** Identifies a cycle: the key is the same from whichever of its links the cycle begins. */
export function cycleKey(cycle: readonly { readonly kind: string; readonly id: string }[]): string {
  return [...new Set(cycle.map(({ kind, id }) => `${kind} ${id}`))].toSorted().join(' ')
}
