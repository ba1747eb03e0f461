/** The agents, slots and light lanes that serve a queue. */
export interface Serving {
  /** How many agents have the slots and lanes, if that is known. */
  readonly agents?: number
  readonly slots: number
  readonly free: number
  readonly lanes: number
  /** How many light lanes of other queues take controllers and services from it. */
  readonly anyLanes?: number
}

/** Who takes tasks from a queue, in words. */
export function servedBy({ agents, slots, free, lanes, anyLanes = 0 }: Serving): string {
  const by = agents === undefined ? '' : `${agents} ${agents === 1 ? 'worker' : 'workers'}, `
  if (slots > 0) return `${by}${free} of ${slots} ${slots === 1 ? 'slot is' : 'slots are'} free`
  if (lanes > 0) return 'a light lane serves it'
  return anyLanes === 0 ? 'nobody serves it' : 'a light lane takes controllers and services, nobody takes other tasks'
}
