import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isLocked } from './db/connection/storage-fault.ts'
import { UnusableDatabase } from './db/connection/unusable-database.ts'

/**
 * Keeps every other server from a data folder until it is disposed, or the process ends in whatever way. The lock is SQLite's own, on a file that
 * holds nothing: it goes with the process, where a file with a process id would stay behind. Throws `UnusableDatabase` with the process that holds it.
 */
export function holdFolder(data: string): Disposable {
  const [lock, pid] = [join(data, 'server.lock'), join(data, 'server.pid')]
  const db = new DatabaseSync(lock)
  try {
    db.exec('begin exclusive')
    writeFileSync(pid, `${process.pid}\n`, { mode: 0o600 })
  } catch (error) {
    db.close()
    if (!isLocked(error)) throw error
    throw new UnusableDatabase(
      `The data folder ${data} is in use by another Clearway server, process ${holder(pid)}. Stop that one, use it, or choose another folder with --data.`,
      { cause: error },
    )
  }
  return { [Symbol.dispose]: () => db.close() }
}

function holder(pid: string): string {
  try {
    return readFileSync(pid, 'utf8').trim()
  } catch {
    // It has the lock and has not yet said who it is.
    return '(unknown)'
  }
}
