import type { Query, QueryClient } from '@tanstack/react-query'
import { isReading } from '../api/reads.ts'

/** For how long changes are gathered before queries are read again: those of one transaction, and where more came just before, those that follow. */
const [aloneMilliseconds, gatherMilliseconds] = [4, 30]
/** Changes are alone if none was released for so long. */
const quietMilliseconds = 100
/** In place of the names of changes: anything may have changed. */
const anything = '*'

/** Gathers changes for a moment, then reads the queries again that read them. */
export class Gathered {
  readonly #client: QueryClient
  readonly #unsubscribe: () => void
  #names = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #released = -Infinity
  /** What changed while a query was being read. That reading may have missed it, and what the query reads is known only at its end. */
  readonly #during = new Map<Query, ReadonlySet<string>>()

  constructor(client: QueryClient) {
    this.#client = client
    this.#unsubscribe = client.getQueryCache().subscribe(({ type, query }) => {
      if (!this.#during.has(query)) return
      if (type === 'removed') this.#during.delete(query)
      else if (!isFetching(query)) this.#releaseIn(gatherMilliseconds)
    })
  }

  add(...names: readonly string[]): void {
    for (const name of names) this.#names.add(name)
    this.#releaseIn(performance.now() - this.#released > quietMilliseconds ? aloneMilliseconds : gatherMilliseconds)
  }

  /** What changed is unknown. */
  addAnything(): void {
    this.add(anything)
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
    this.#names = new Set()
    const concerned = this.#client
      .getQueryCache()
      .getAll()
      .filter((query) => this.#isConcerned(query, names))
    void this.#client.invalidateQueries({ predicate: (query) => concerned.includes(query) })
  }

  /** A reading is not cut off: under many changes none would ever end. The query is read again after it. */
  #isConcerned(query: Query, names: ReadonlySet<string>): boolean {
    const changed = (this.#during.get(query) ?? new Set<string>()).union(names)
    this.#during.delete(query)
    if (!isFetching(query)) return changed.has(anything) || isReading(query, changed)
    this.#during.set(query, changed)
    return false
  }
}

function isFetching({ state }: Query): boolean {
  return state.fetchStatus === 'fetching'
}
