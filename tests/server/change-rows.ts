import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { FreshDatabase } from '@clearway/testkit'
import pg from 'pg'

/** Runs statements on a server's control database by a connection of its own, to damage rows. */
export async function changeRows({ url, folder }: FreshDatabase, statements: string): Promise<void> {
  if (url === '') {
    const db = new DatabaseSync(join(folder, 'clearway.db'))
    db.exec('pragma busy_timeout = 10000')
    db.exec(statements)
    db.close()
    return
  }
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statements)
  await client.end()
}
