import type { DatabaseKind } from '@clearway/testkit'
import { join } from 'node:path'
import type { Telemetry } from '../src/telemetry/telemetry.ts'
import { openTelemetry } from '../src/telemetry/thread/open-telemetry.ts'
import type { ThreadSettings } from '../src/telemetry/thread/requests.ts'
import { openTestDatabase, type TestDatabase } from './database.ts'

/** Telemetry over databases of its own, beside the main database with its tasks. */
export interface TestTelemetry extends TestDatabase {
  readonly settings: ThreadSettings
  readonly telemetry: Telemetry
  /** Why its thread ended, each time that it did. */
  readonly deaths: readonly Error[]
}

export async function openTestTelemetry(kind: Pick<DatabaseKind, 'migrated'>): Promise<TestTelemetry> {
  const opened = await openTestDatabase(kind, { time: 5000 })
  const { url, folder } = opened
  const controlDatabase = url || join(folder, 'clearway.db')
  const settings: ThreadSettings = { store: url ? { postgres: url } : { data: folder }, controlDatabase }
  const deaths: Error[] = []
  const telemetry = await openTelemetry({ ...settings, onDeath: (error) => deaths.push(error) })
  return {
    ...opened,
    settings,
    telemetry,
    deaths,
    async [Symbol.asyncDispose]() {
      await telemetry[Symbol.asyncDispose]()
      await opened[Symbol.asyncDispose]()
    },
  }
}
