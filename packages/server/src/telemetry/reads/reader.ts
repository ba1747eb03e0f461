import type { Kysely } from 'kysely'
import type { TelemetryTables } from '../tables.ts'

/** A read of telemetry for a company. It sees the company's events and those of public tasks. */
export interface Reader {
  readonly db: Kysely<TelemetryTables>
  readonly company: string
}

/** The companies whose events a reader sees. */
export function visibleTo({ company }: Reader): string[] {
  return company === '' ? [''] : [company, '']
}

export type Order = 'asc' | 'desc'
export type EventRecord = Readonly<Record<string, unknown>>
