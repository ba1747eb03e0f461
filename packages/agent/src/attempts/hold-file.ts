import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Hold } from '@clearway/contract/lease'

const length = 64

/** The file's first content, written when the attempt's folder is created. A hold overwrites it, which needs no free space on the disk. */
export const emptyHold = `${' '.repeat(length - 1)}\n`

/** The file that holds until when an attempt may run. */
export function holdFileOf(root: string): string {
  return join(root, 'hold')
}

/** Records until when an attempt may run, in times of `machineMs`. Both times are written twice, so that a reader recognises a half-written text. */
export function saveHold(root: string, { runUntil, leaseEnd }: Hold): void {
  const times = `${Math.round(runUntil)} ${Math.round(leaseEnd)}`
  const descriptor = openSync(holdFileOf(root), 'r+')
  try {
    writeSync(descriptor, `${`${times} ${times}`.padEnd(length - 1)}\n`, 0)
  } finally {
    closeSync(descriptor)
  }
}

/** `undefined` for an attempt that has not begun, or whose folder is gone. */
export function readHold(root: string): Hold | undefined {
  const file = holdFileOf(root)
  for (let tries = 0; tries < 10; tries += 1) {
    const text = textOf(file).trim()
    if (text === '') return undefined
    const [runUntil, leaseEnd, ...again] = text.split(' ').map(Number)
    if (runUntil !== undefined && leaseEnd !== undefined && again[0] === runUntil && again[1] === leaseEnd) return { runUntil, leaseEnd }
  }
  throw new Error(`${file} does not hold the end of a lease.`)
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
