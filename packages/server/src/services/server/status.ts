import type { server } from '@clearway/contract'
import { version } from '@clearway/contract/version'
import { type Handler, readerOf } from '../../context.ts'
import { isPostgres } from '../../db/connection/dialect.ts'
import { isoTime } from '../../db/sql/iso-time.ts'
import { fileSizes, postgresSize, sqliteSize } from '../../db/tables/sizes.ts'
import { clearmlVersion } from '../../clearml-version.ts'

export const status: Handler<typeof server.status> = async (_, ctx) => {
  const { data } = ctx.settings
  const reader = readerOf(ctx)
  const isOnPostgres = isPostgres(ctx.db)
  const own = isOnPostgres
    ? { database: await postgresSize(reader) }
    : { database: await sqliteSize(data, 'clearway.db'), events: await sqliteSize(data, 'events.db') }
  return {
    version: clearmlVersion,
    clearway: version,
    database: isOnPostgres ? ('postgres' as const) : ('sqlite' as const),
    started: isoTime(Math.round(performance.timeOrigin)),
    sizes: { ...own, ...(await fileSizes(reader)) },
  }
}
