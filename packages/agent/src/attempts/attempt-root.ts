import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFoldersSync } from '@clearway/contract/make-folders'
import { emptyHold, holdFileOf } from './hold-file.ts'

/** The folder of an attempt in the agent's work folder; makes nothing. Refuses an id that would lead out of the work folder. */
export function attemptRoot(work: string, attempt: string): string {
  if (!/^[\w-][\w.-]*$/.test(attempt)) throw new Error(`"${attempt}" is no attempt id: letters, digits, "-", "_" and "." are allowed.`)
  return join(work, 'attempts', attempt)
}

/** Makes an attempt's folder with room for its hold; does nothing to one that is there. */
export function makeAttemptRoot(root: string): void {
  if (existsSync(holdFileOf(root))) return
  makeFoldersSync(root, 0o700)
  writeFileSync(holdFileOf(root), emptyHold, { mode: 0o600 })
}

/** Deletes an attempt's folder with all that is recorded of the attempt. */
export async function removeAttemptRoot(root: string): Promise<void> {
  await rm(root, { recursive: true, force: true, maxRetries: 3 })
}

/** The attempts that have a folder. */
export function attemptsIn(work: string): readonly string[] {
  try {
    return readdirSync(join(work, 'attempts'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
