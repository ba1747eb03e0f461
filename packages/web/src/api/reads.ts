import type { Query } from '@tanstack/react-query'

/**
 * What a query reads, as names of changes: `task` for all tasks, `task:ID` for one, `project:ID:task` for those of a project, and `metrics` or `metrics:ID` for what they report besides their logs;
 * `worker-load:AGENT` and `queue-load:ID` for figures of machines and queues; or a set of such names. A function derives them from the query's data. The query is read again when one of them changes.
 */
export type Reads = Names | ((data: unknown) => Names)
type Names = readonly (string | ReadonlySet<string> | undefined)[]
declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: {
      readonly reads?: Reads
      /** How many milliseconds pass at least from one reading to the next: for what nearly every change may change, and takes time to work out. */
      readonly pause?: number
    }
  }
}

export function isReading({ meta, state }: Pick<Query, 'meta' | 'state'>, changed: ReadonlySet<string>): boolean {
  const reads = meta?.reads
  const names = typeof reads === 'function' ? reads(state.data) : (reads ?? [])
  return names.some((name) => {
    if (name === undefined) return false
    return typeof name === 'string' ? changed.has(name) : !changed.isDisjointFrom(name)
  })
}
