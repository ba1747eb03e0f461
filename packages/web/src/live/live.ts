import type { Query } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { isReading, queryClient } from '../api/query-client.ts'
import { connect } from './connect.ts'

export type LiveState = 'connecting' | 'live' | 'lost'
/** Changes are gathered for so long before queries are read again. */
const gatherMilliseconds = 30
/** A query that changed while it was read is looked at again after so long. */
const againMilliseconds = 100

let state: LiveState = 'connecting'
const listeners = new Set<() => void>()

function setState(next: LiveState): void {
  state = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(subscribe, () => state)
}

/** Follows the change stream while the page is open, and reads those queries again that read what changed. */
export function useLive(): void {
  useEffect(() => {
    const gathered = new Gathered()
    const leave = connect((message) => {
      if ('state' in message) {
        setState(message.state === 'open' ? 'live' : message.state)
        // What changed before is unknown.
        if (message.state === 'open') void queryClient.invalidateQueries()
      } else if (message.change.entity === 'resync') void queryClient.invalidateQueries()
      else {
        const { entity, id, kind } = message.change
        // A training task reports many times a second, and few queries show what it reports.
        const what = kind === 'metrics' ? 'metrics' : entity
        gathered.add(what, `${what}:${id}`)
      }
    })
    return () => {
      leave()
      gathered.drop()
    }
  }, [])
}

/** Gathers changes for a moment, then reads the queries again that read them. */
class Gathered {
  #names = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Queries whose reading was under way, and may have missed the change. */
  #missed = new Set<Query>()

  add(...names: readonly string[]): void {
    for (const name of names) this.#names.add(name)
    this.#timer ??= setTimeout(() => this.#release(), gatherMilliseconds)
  }

  drop(): void {
    clearTimeout(this.#timer)
  }

  #release(): void {
    const names = this.#names
    const concerned = new Set([...this.#missed, ...queryClient.getQueryCache().findAll({ predicate: (query) => isReading(query, names) })])
    // A reading is not cut off: under many changes none would ever end.
    this.#missed = new Set([...concerned].filter(({ state: { fetchStatus } }) => fetchStatus === 'fetching'))
    this.#names = new Set()
    this.#timer = this.#missed.size === 0 ? undefined : setTimeout(() => this.#release(), againMilliseconds)
    void queryClient.invalidateQueries({ predicate: (query) => concerned.has(query) && !this.#missed.has(query) })
  }
}
