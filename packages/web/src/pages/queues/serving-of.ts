import type { Queue } from '@clearway/contract'
import type { Serving } from '../../ui/served-by.ts'

/** The agents, slots and light lanes of live workers that serve a queue. */
export function servingOf({ workers = [] }: Queue): Serving {
  const live = workers as readonly { readonly agent?: string; readonly lane?: string | null; readonly task?: string }[]
  const slots = live.filter(({ lane }) => lane !== 'light')
  return {
    agents: new Set(live.map(({ agent }) => agent)).size,
    slots: slots.length,
    free: slots.filter(({ task }) => task === undefined).length,
    lanes: live.length - slots.length,
  }
}

/** Whether anybody takes tasks from a queue. */
export function isServed({ workers = [] }: Queue): boolean {
  return workers.length > 0
}
