import { open } from 'node:fs/promises'
import type { LogChunk } from '../executor.ts'
import type { FolderWatch } from './folder-watch.ts'

const chunkBytes = 64 * 1024
/** A step that writes without pause is read this often, not once for each of its writes. */
const pauseMs = 20
/** Other files of the folder change as well, several at once. */
const shortPauseMs = 2

interface Follow {
  readonly file: string
  readonly offset: number
  readonly watch: FolderWatch
  /** Whether the writer has ended. */
  readonly isEnded: () => Promise<boolean>
  readonly signal: AbortSignal
}

/** Reads a file that still grows, until its writer has ended and the last byte is read. */
export async function* followFile({ file, offset, watch, isEnded, signal }: Follow): AsyncGenerator<LogChunk, void, undefined> {
  const handle = await open(file, 'r')
  try {
    let at = offset
    for (;;) {
      // Asked before reading: what the writer wrote before its end is then certainly read.
      const ended = await isEnded()
      const before = at
      for (;;) {
        signal.throwIfAborted()
        const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, at)
        if (bytesRead === 0) break
        yield { offset: at, bytes: buffer.subarray(0, bytesRead) }
        at += bytesRead
      }
      if (ended) return
      await watch.rest(at > before ? pauseMs : shortPauseMs, signal)
      await watch.next(signal)
    }
  } finally {
    await handle.close()
  }
}
