import { closeSync, openSync, writeSync } from 'node:fs'
import type { Hold } from '@clearway/contract/lease'
import type { AttemptFolder } from './attempt-folder.ts'
import { textIn } from './text-in.ts'

const length = 64

/** Room for a hold, made with the folder: writing it in place later needs no free space on the disk. */
export const emptyHold = `${' '.repeat(length - 1)}\n`

/** Records until when an attempt may run. Times are those of `machineMs`. Both are written twice, so that a reader knows a text that it met half written. */
export function saveHold({ hold: file }: AttemptFolder, { runUntil, leaseEnd }: Hold): void {
  const times = `${Math.round(runUntil)} ${Math.round(leaseEnd)}`
  const descriptor = openSync(file, 'r+')
  try {
    writeSync(descriptor, `${`${times} ${times}`.padEnd(length - 1)}\n`, 0)
  } finally {
    closeSync(descriptor)
  }
}

/** `undefined` for an attempt that has not begun, or whose folder is gone. */
export function readHold({ hold: file }: AttemptFolder): Hold | undefined {
  for (let look = 0; look < 10; look += 1) {
    const text = textIn(file)?.trim() ?? ''
    if (text === '') return undefined
    const [runUntil, leaseEnd, ...again] = text.split(' ').map(Number)
    if (runUntil !== undefined && leaseEnd !== undefined && again[0] === runUntil && again[1] === leaseEnd) return { runUntil, leaseEnd }
  }
  throw new Error(`${file} does not hold the end of a lease.`)
}
