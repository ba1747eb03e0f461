import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LogShipping } from '@clearway/runtime'

/** Records, in the attempt's folder, up to which offset the output has been delivered. */
export function logPosition(attemptRoot: string): LogShipping['position'] {
  const file = join(attemptRoot, 'shipped')
  return {
    async load() {
      try {
        return Number(await readFile(file, 'utf8'))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
        throw error
      }
    },
    async save(offset) {
      try {
        await writeFile(`${file}.new`, String(offset), { mode: 0o600 })
        await rename(`${file}.new`, file)
      } catch (error) {
        // On a full disk only this is lost: an agent that dies before it can be saved sends some lines again.
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      }
    },
  }
}
