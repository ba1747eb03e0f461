import { EventEmitter, once } from 'node:events'
import type { Topic } from '../scope.ts'

/**
 * Wakes the calls that wait in this process. A signal is a hint and carries no data: a call that is woken checks the database.
 * Under PostgreSQL a listener repeats the signals of other servers here.
 */
export interface Signals {
  readonly send: (topic: Topic) => void
  /** Waits for a signal on one of the topics and answers whether one came: false at the deadline, or when aborted. */
  readonly wait: (topics: readonly Topic[], milliseconds: number, signal: AbortSignal) => Promise<boolean>
  readonly on: (topic: Topic, listener: () => void) => () => void
}

export function createSignals(forward?: (topic: Topic) => void): Signals & { readonly receive: (topic: Topic) => void } {
  const emitter = new EventEmitter()
  emitter.setMaxListeners(0)
  const receive = (topic: Topic): void => void emitter.emit(topic)

  return {
    receive,
    send: (topic) => {
      receive(topic)
      forward?.(topic)
    },
    on: (topic, listener) => {
      emitter.on(topic, listener)
      return () => emitter.off(topic, listener)
    },
    wait: async (topics, milliseconds, signal) => {
      const over = new AbortController()
      const end = AbortSignal.any([signal, over.signal, AbortSignal.timeout(Math.ceil(milliseconds))])
      if (end.aborted) return false
      try {
        await Promise.race(topics.map((topic) => once(emitter, topic, { signal: end })))
        return true
      } catch (error) {
        if (end.aborted) return false
        throw error
      } finally {
        over.abort()
      }
    },
  }
}
