import { defined } from '../../defined.ts'

interface Waiting<Lane> {
  readonly start: (lane: Lane) => void
}

/**
 * Shares a few lanes among callers. A caller without a lane comes before one with a lane, waiting callers take turns, and of several lanes no caller
 * gets all, so that one caller's slow work never blocks the others.
 */
export class FairLanes<Lane> {
  /** The free lanes. The first is preferred, so that a server with little load uses only that one. */
  readonly #free: Lane[]
  readonly #mostOfOne: number
  readonly #held = new Map<string, number>()
  /** The waiting work of each caller in its order; the callers are in the order of their turns. */
  readonly #waiting = new Map<string, Waiting<Lane>[]>()

  constructor(lanes: readonly Lane[]) {
    this.#free = [...lanes]
    this.#mostOfOne = Math.max(1, lanes.length - 1)
  }

  /** Runs work in a lane at the caller's turn. Work that is cancelled while it waits never starts, and fails with the signal's reason. */
  async run<T>(caller: string, signal: AbortSignal, work: (lane: Lane) => Promise<T>): Promise<T> {
    const lane = await this.#enter(caller, signal)
    try {
      return await work(lane)
    } finally {
      this.#leave(caller, lane)
    }
  }

  #enter(caller: string, signal: AbortSignal): Promise<Lane> {
    signal.throwIfAborted()
    return new Promise((resolve, reject) => {
      const queue = this.#waiting.get(caller) ?? []
      const start = (lane: Lane): void => {
        signal.removeEventListener('abort', callOff)
        resolve(lane)
      }
      const waiting = { start }
      const callOff = (): void => {
        queue.splice(queue.indexOf(waiting), 1)
        if (queue.length === 0) this.#waiting.delete(caller)
        reject(signal.reason as Error)
      }
      queue.push(waiting)
      this.#waiting.set(caller, queue)
      signal.addEventListener('abort', callOff, { once: true })
      this.#handOut()
    })
  }

  #leave(caller: string, lane: Lane): void {
    const held = defined(this.#held.get(caller)) - 1
    if (held === 0) this.#held.delete(caller)
    else this.#held.set(caller, held)
    this.#free.unshift(lane)
    this.#handOut()
  }

  #handOut(): void {
    while (this.#free.length > 0) {
      const caller = this.#next()
      if (caller === undefined) return
      const queue = defined(this.#waiting.get(caller))
      const { start } = defined(queue.shift())
      // The caller's next turn comes after that of all others.
      this.#waiting.delete(caller)
      if (queue.length > 0) this.#waiting.set(caller, queue)
      this.#held.set(caller, (this.#held.get(caller) ?? 0) + 1)
      start(defined(this.#free.shift()))
    }
  }

  /** The waiting caller with the fewest lanes, and of several the one whose turn comes first. */
  #next(): string | undefined {
    let next: string | undefined
    let fewest = this.#mostOfOne
    for (const caller of this.#waiting.keys()) {
      const held = this.#held.get(caller) ?? 0
      if (held >= fewest) continue
      next = caller
      fewest = held
    }
    return next
  }
}
