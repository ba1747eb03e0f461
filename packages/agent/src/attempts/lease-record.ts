import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lease } from '@clearway/contract'

/** An end that the agent has decided for an attempt, other than that of its program. */
export interface Intent {
  /**
   * `stopped`: its processes end, and that is reported. `handed_back`: they end and the task is queued again. `failed`: it cannot be set up. `lost`: its
   * supervisor has ended it, because nobody renewed its lease.
   */
  readonly outcome: 'stopped' | 'handed_back' | 'failed' | 'lost'
  readonly reason: string
  /** Whether the task needs a slot next, because the light lane cannot run it. */
  readonly needsSlot?: boolean
}

/** Makes the file that `saveLease` writes to, which takes longer than the writing. */
export function prepareLease(attemptRoot: string): void {
  writeFileSync(draftOf(leaseIn(attemptRoot)), '', { mode: 0o600 })
}

/** Records the lease in the attempt's folder, so that the next process of the agent can go on with the attempt. */
export function saveLease(attemptRoot: string, lease: Lease): void {
  save(leaseIn(attemptRoot), lease)
}

export function readLease(attemptRoot: string): Lease | undefined {
  return read(leaseIn(attemptRoot)) as Lease | undefined
}

/** Records the intent before it is carried out: after a kill, the end of stopped processes must not be taken for the task's own end. */
export function saveIntent(attemptRoot: string, intent: Intent): void {
  save(join(attemptRoot, 'intent.json'), intent)
}

/** Records the intent unless the agent has recorded another one before. */
export function saveFirstIntent(attemptRoot: string, intent: Intent): void {
  const [file, own] = [join(attemptRoot, 'intent.json'), join(attemptRoot, 'intent.supervisor')]
  writeFileSync(own, JSON.stringify(intent), { mode: 0o600 })
  try {
    linkSync(own, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(own, { force: true })
  }
}

export function readIntent(attemptRoot: string): Intent | undefined {
  return read(join(attemptRoot, 'intent.json')) as Intent | undefined
}

function leaseIn(attemptRoot: string): string {
  return join(attemptRoot, 'lease.json')
}

function draftOf(file: string): string {
  return `${file}.new`
}

function save(file: string, value: object): void {
  writeFileSync(draftOf(file), JSON.stringify(value), { mode: 0o600 })
  renameSync(draftOf(file), file)
}

/** Blocks, because a turn of the thread pool, which each end of an attempt would wait for, takes longer than reading a small file. */
function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    // A missing file, or one that a power failure cut short, counts as never written.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return undefined
    throw error
  }
}
