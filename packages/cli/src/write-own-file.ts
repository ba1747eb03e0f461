import { randomUUID } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'

/** Writes a file atomically, readable by its owner alone (mode 0600). */
export async function writeOwnFile(file: string, content: string): Promise<void> {
  const written = `${file}.${randomUUID()}`
  try {
    await writeFile(written, content, { mode: 0o600, flag: 'wx', flush: true })
    await rename(written, file)
  } catch (error) {
    await rm(written, { force: true })
    throw error
  }
}
