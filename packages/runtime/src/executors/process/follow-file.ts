import { closeSync, openSync, readSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { LogChunk } from '../executor.ts'
import type { FolderWatch } from './folder-watch.ts'

/** All followers read into this buffer, one after another: each copies the bytes that it has read. */
const buffer = Buffer.allocUnsafeSlow(64 * 1024)
/** The pause after a reading: a step that writes without pause is not read once for each of its writes. */
const pauseMs = 20
/** The pause after a change of another file in the folder. Such changes come several at once. */
const shortPauseMs = 2

interface Follow {
  readonly file: string
  readonly offset: number
  readonly watch: FolderWatch
  /** Whether the writer has ended. */
  readonly isEnded: () => Promise<boolean>
  readonly signal: AbortSignal
}

/**
 * Reads a file that still grows, until its writer has ended and the last byte is read. It is a file of this machine, of which little is new at a time: a
 * turn of the thread pool would take longer than the reading.
 */
export async function* followFile({ file, offset, watch, isEnded, signal }: Follow): AsyncGenerator<LogChunk, void, undefined> {
  const descriptor = openSync(file, 'r')
  try {
    let at = offset
    for (;;) {
      // Asked before reading: what the writer wrote before its end is then certainly read.
      const ended = await isEnded()
      const before = at
      for (;;) {
        signal.throwIfAborted()
        const length = readSync(descriptor, buffer, 0, buffer.length, at)
        if (length > 0) yield { offset: at, bytes: Buffer.from(buffer.subarray(0, length)) }
        at += length
        if (length < buffer.length) break
        // There may be much more: others get their turn.
        await nextTurn()
      }
      if (ended) return
      await watch.rest(at > before ? pauseMs : shortPauseMs, signal)
      await watch.next(signal)
    }
  } finally {
    closeSync(descriptor)
  }
}
