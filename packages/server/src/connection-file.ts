import { chmod, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Connection } from '@clearway/contract'

/** Writes the file by which programs on this machine find the server: atomically, and readable by its owner alone. */
export async function writeConnection(data: string, connection: Connection): Promise<void> {
  const file = join(data, 'connection.json')
  const written = `${file}.${process.pid}`
  await writeFile(written, `${JSON.stringify(connection, null, 2)}\n`, { mode: 0o600 })
  await chmod(written, 0o600)
  await rename(written, file)
  await rm(written, { force: true })
}
