/** The slots and light lanes that serve a queue. */
export interface Serving {
  readonly slots: number
  readonly free: number
  readonly lanes: number
}

/** Who takes tasks from a queue, in words. */
export function servedBy({ slots, free, lanes }: Serving): string {
  if (slots > 0) return `${free} of ${slots} ${slots === 1 ? 'slot is' : 'slots are'} free`
  return lanes === 0 ? 'nobody serves it' : 'a light lane takes controllers from it'
}
