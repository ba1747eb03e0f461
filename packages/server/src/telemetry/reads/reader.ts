import type { Kysely } from 'kysely'
import type { TelemetryTables } from '../tables.ts'

/** Who reads: own events, and those of public tasks. */
export interface Reader {
  readonly db: Kysely<TelemetryTables>
  readonly company: string
}

/** The companies whose events are seen. */
export function visibleTo({ company }: Reader): string[] {
  return company === '' ? [''] : [company, '']
}

export type Order = 'asc' | 'desc'
export type EventRecord = Readonly<Record<string, unknown>>
