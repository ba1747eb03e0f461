import type { Query } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { isReading, queryClient } from '../api/query-client.ts'
import { connect } from './connect.ts'

export type LiveState = 'connecting' | 'live' | 'lost'
/** For how long changes are gathered before queries are read again: those of one transaction, and where more came just before, those that follow. */
const [aloneMilliseconds, gatherMilliseconds] = [4, 30]
/** Changes are alone if none was released for so long. */
const quietMilliseconds = 100

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
  #released = -Infinity
  /** Queries whose reading was under way, and may have missed the change. */
  #missed = new Set<Query>()
  readonly #unsubscribe = queryClient.getQueryCache().subscribe(({ query }) => {
    if (this.#missed.has(query) && query.state.fetchStatus !== 'fetching') this.#releaseIn(gatherMilliseconds)
  })

  add(...names: readonly string[]): void {
    for (const name of names) this.#names.add(name)
    this.#releaseIn(performance.now() - this.#released > quietMilliseconds ? aloneMilliseconds : gatherMilliseconds)
  }

  drop(): void {
    clearTimeout(this.#timer)
    this.#unsubscribe()
  }

  #releaseIn(milliseconds: number): void {
    this.#timer ??= setTimeout(() => this.#release(), milliseconds)
  }

  #release(): void {
    this.#timer = undefined
    this.#released = performance.now()
    const names = this.#names
    const concerned = new Set([...this.#missed, ...queryClient.getQueryCache().findAll({ predicate: (query) => isReading(query, names) })])
    // A reading is not cut off: under many changes none would ever end. The query is read again after it.
    this.#missed = new Set([...concerned].filter(({ state: { fetchStatus } }) => fetchStatus === 'fetching'))
    this.#names = new Set()
    void queryClient.invalidateQueries({ predicate: (query) => concerned.has(query) && !this.#missed.has(query) })
  }
}
