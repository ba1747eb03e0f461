import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isLocked } from './db/connection/storage-fault.ts'
import { FolderInUse } from './db/connection/unusable-database.ts'

/**
 * Locks a data folder against other servers until it is disposed or the process ends in any way. The lock is SQLite's, on an empty file, because it
 * ends with the process, while a file with a process id would remain. Throws `FolderInUse` with the id of the process that holds the lock.
 */
export function lockFolder(data: string): Disposable {
  const [lock, pid] = [join(data, 'server.lock'), join(data, 'server.pid')]
  const db = new DatabaseSync(lock)
  try {
    db.exec('begin exclusive')
    writeFileSync(pid, `${process.pid}\n`, { mode: 0o600 })
  } catch (error) {
    db.close()
    if (!isLocked(error)) throw error
    throw new FolderInUse(
      `The data folder ${data} is in use by another Clearway server, process ${holder(pid)}. Stop that one, use it, or choose another folder with --data.`,
      { pid: Number(holder(pid)) || undefined, cause: error },
    )
  }
  return { [Symbol.dispose]: () => db.close() }
}

function holder(pid: string): string {
  try {
    return readFileSync(pid, 'utf8').trim()
  } catch {
    // The other process has the lock and has not written its id yet.
    return '(unknown)'
  }
}
