import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Reader } from '../../scope.ts'

/** How many files are stored, and their bytes. Equal contents are stored once. */
export async function fileSizes({ db }: Pick<Reader, 'db'>): Promise<{ readonly files: number; readonly file_count: number }> {
  const { bytes, count } = await db
    .selectFrom('blob')
    .select((eb) => [
      eb.fn.coalesce(eb.fn.sum<number | string>('bytes'), sql<number>`0`).as('bytes'),
      eb.fn.countAll<number | string>().as('count'),
    ])
    .executeTakeFirstOrThrow()
  return { files: Number(bytes), file_count: Number(count) }
}

export async function postgresSize({ db }: Pick<Reader, 'db'>): Promise<number> {
  const { rows } = await sql<{ size: number | string }>`select pg_database_size(current_database()) as size`.execute(db)
  return Number(rows[0]?.size ?? 0)
}

/** The size of an SQLite database with what is not merged into it yet. */
export async function sqliteSize(folder: string, name: string): Promise<number> {
  const sizes = await Promise.all([name, `${name}-wal`].map((file) => stat(join(folder, file)).then(({ size }) => size, unlessMissing)))
  return sizes.reduce((sum, size) => sum + size, 0)
}

function unlessMissing(error: NodeJS.ErrnoException): number {
  if (error.code === 'ENOENT') return 0
  throw error
}
