import type { Queue, Worker } from '@clearway/contract'
import type { Serving } from '../../ui/served-by.ts'

/** The agents, slots and light lanes of live workers that serve a queue, and how many other lanes take controllers from it. */
export function servingOf({ workers = [] }: Queue, anyLanes: number): Serving {
  const live = workers as readonly { readonly agent?: string; readonly lane?: string | null; readonly task?: string }[]
  const slots = live.filter(({ lane }) => lane !== 'light')
  return {
    agents: new Set(live.map(({ agent }) => agent)).size,
    slots: slots.length,
    free: slots.filter(({ task }) => task === undefined).length,
    lanes: live.length - slots.length,
    anyLanes,
  }
}

/** The light lanes of live agents that take controllers and services from any queue. */
export function lanesOfAnyQueue(workers: readonly Worker[]): readonly Worker[] {
  return workers.filter(({ lane, light, alive, drained }) => lane === 'light' && light === 'any' && alive !== false && drained !== true)
}
