import type { Query, QueryClient } from '@tanstack/react-query'
import { isReading } from '../api/reads.ts'

/** For how long changes are gathered before queries are read again, so that those of one transaction are released as one. */
const gatherMilliseconds = 4
/** Releases, and two readings of a query, are at least so far apart, however often something changes. */
const apartMilliseconds = 30
/** In place of the names of changes: anything may have changed. */
const anything = '*'

/** Gathers changes for a moment, then reads the queries again that read them. */
export class Gathered {
  readonly #client: QueryClient
  readonly #unsubscribe: () => void
  #names = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #released = -Infinity
  /** What changed while a query could not be read again: it was being read, which may have missed the change; or it had just been read, and makes a pause. */
  readonly #missed = new Map<Query, ReadonlySet<string>>()
  /** When queries that make pauses were last read again because of a change. */
  readonly #readAt = new WeakMap<Query, number>()
  #pause: ReturnType<typeof setTimeout> | undefined

  constructor(client: QueryClient) {
    this.#client = client
    this.#unsubscribe = client.getQueryCache().subscribe(({ type, query }) => {
      if (!this.#missed.has(query)) return
      if (type === 'removed') this.#missed.delete(query)
      else if (!isFetching(query)) this.#releaseIn(apartMilliseconds)
    })
  }

  add(...names: readonly string[]): void {
    for (const name of names) this.#names.add(name)
    this.#releaseIn(Math.max(gatherMilliseconds, this.#released + apartMilliseconds - performance.now()))
  }

  /** Records that something has changed of which nothing is known, so that all queries are read again. */
  addAnything(): void {
    this.add(anything)
  }

  drop(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#pause)
    this.#unsubscribe()
  }

  #releaseIn(milliseconds: number): void {
    this.#timer ??= setTimeout(() => this.#release(), milliseconds)
  }

  #release(): void {
    this.#timer = undefined
    this.#released = performance.now()
    const names = this.#names
    this.#names = new Set()
    const concerned = this.#client
      .getQueryCache()
      .getAll()
      .filter((query) => this.#isConcerned(query, names))
    void this.#client.invalidateQueries({ predicate: (query) => concerned.includes(query) })
  }

  #isConcerned(query: Query, names: ReadonlySet<string>): boolean {
    const changed = (this.#missed.get(query) ?? new Set<string>()).union(names)
    this.#missed.delete(query)
    // What a query reads is known only at the end of its reading, which is not cut off: under many changes none would ever end.
    const isBusy = isFetching(query)
    if (!isBusy && !changed.has(anything) && !isReading(query, changed)) return false
    if (isBusy || this.#isPausing(query)) {
      this.#missed.set(query, changed)
      return false
    }
    if (query.meta?.pause !== undefined) this.#readAt.set(query, performance.now())
    return true
  }

  /** Whether a query has been read again too recently; it is then read after its pause. */
  #isPausing(query: Query): boolean {
    const rest = (this.#readAt.get(query) ?? -Infinity) + (query.meta?.pause ?? 0) - performance.now()
    if (rest <= 0) return false
    this.#pause ??= setTimeout(() => {
      this.#pause = undefined
      this.#release()
    }, rest)
    return true
  }
}

function isFetching({ state }: Query): boolean {
  return state.fetchStatus === 'fetching'
}
