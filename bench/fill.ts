import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import pg from 'pg'
import { fillTasks } from './fill-tasks.ts'
import type { World } from './worlds.ts'

/** Fills the database of a world's server with tasks. */
export async function fill({ folder, url }: World, count: number, projects?: number): Promise<void> {
  if (url === '') {
    const db = new DatabaseSync(join(folder, 'clearway.db'))
    db.exec(fillTasks('sqlite', count, projects))
    db.close()
    return
  }
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(fillTasks('postgres', count, projects))
  // Does what autovacuum would do later.
  await client.query('vacuum analyze')
  await client.end()
}

/** Times a statement on the database of a world's server, in milliseconds, by a connection of its own. */
export async function timeOf({ folder, url }: World, statement: string): Promise<number> {
  if (url === '') {
    const db = new DatabaseSync(join(folder, 'clearway.db'))
    const start = performance.now()
    db.prepare(statement).all()
    const taken = performance.now() - start
    db.close()
    return taken
  }
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const start = performance.now()
  await client.query(statement)
  const taken = performance.now() - start
  await client.end()
  return taken
}
