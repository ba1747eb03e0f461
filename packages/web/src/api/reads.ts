import type { Query } from '@tanstack/react-query'

/**
 * What a query reads, as names of changes: `task` for all tasks, `task:ID` for one, and `metrics` or `metrics:ID` for what they report besides their logs. A
 * function derives them from the query's data. The query is read again when one of them changes.
 */
export type Reads = readonly string[] | ((data: unknown) => readonly string[])
declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: { readonly reads?: Reads }
  }
}

export function isReading({ meta, state }: Pick<Query, 'meta' | 'state'>, changed: ReadonlySet<string>): boolean {
  const reads = meta?.reads
  const names = typeof reads === 'function' ? reads(state.data) : (reads ?? [])
  return names.some((name) => changed.has(name))
}
