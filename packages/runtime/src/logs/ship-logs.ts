import { setTimeout as sleep } from 'node:timers/promises'
import { LogLines, type LogLine } from './log-lines.ts'
import type { LogChunk } from '../executors/executor.ts'
import { retry } from '../retry.ts'

/** A line for the server. Standard output and error are one stream, so there is one level. */
export interface ShippedLine {
  readonly timestamp: number
  readonly level: 'INFO'
  readonly msg: string
  /** Where the line ends in the output, in bytes. Sent again after a crash, the line is recognised by it. */
  readonly output_end: number
}

export interface LogShipping {
  readonly chunks: (offset: number, signal: AbortSignal) => AsyncIterable<LogChunk>
  readonly position: { readonly load: () => Promise<number>; readonly save: (offset: number) => Promise<void> }
  readonly send: (lines: readonly ShippedLine[], signal: AbortSignal) => Promise<void>
  readonly secrets: readonly string[]
  readonly signal: AbortSignal
  readonly now: () => number
  /** Whether an error is final, such as the refusal of an attempt that is no longer the current one. */
  readonly isFinal?: (error: unknown) => boolean
  /** Leaves the last batch to the caller, who sends it together with the end of the attempt. */
  readonly leavesLast?: boolean
  /** How long the rest may take after the output has ended. Until then the output's file is the buffer, and sending is tried for ever. */
  readonly drainSeconds?: number
}

const [batchLines, batchBytes, flushMs] = [256, 64 * 1024, 500]
const sending = { tryMs: 60_000, firstMs: 250, longestMs: 10_000 }
/** The first lines are sent soon, so that people see them. Those of a shorter program all go with its end, which costs one call less. */
const firstFlushMs = 100

/**
 * Sends an attempt's output, from where the last process stopped, until it has ended and all is delivered. The position is saved after each
 * acknowledged batch: a line whose batch was acknowledged at the moment of a crash is sent again. Throws what `send` threw if that is final or the time
 * after the end is over. Returns the lines that `leavesLast` leaves to the caller.
 */
export async function shipLogs(shipping: LogShipping): Promise<readonly ShippedLine[]> {
  const { chunks, position, signal, secrets, now, isFinal = () => false } = shipping
  const begin = await position.load()
  const lines = new LogLines(secrets, begin)
  const over = new AbortController()
  const source = chunks(begin, AbortSignal.any([signal, over.signal]))[Symbol.asyncIterator]()
  let [sent, due] = [begin, Infinity]
  let coming = nextOf(source)
  try {
    for (;;) {
      const chunk = await withinMs(coming, due - performance.now(), signal)
      if (chunk !== 'due') {
        if (chunk.done) break
        lines.push(chunk.value.bytes)
        coming = nextOf(source)
        due = Math.min(due, performance.now() + (sent === begin ? firstFlushMs : flushMs))
        if (lines.waiting < batchBytes) continue
      }
      await deliver([...inBatches(lines.take(false))], Infinity)
      due = lines.waiting > 0 ? performance.now() + flushMs : Infinity
    }
    const batches = [...inBatches(lines.take(true))]
    const left = shipping.leavesLast === true ? (batches.pop() ?? []) : []
    await deliver(batches, performance.now() + (shipping.drainSeconds ?? 60) * 1000)
    return shipped(left)
  } finally {
    over.abort()
    // A reader that waited for output fails by the abort.
    await source.return?.().catch(() => {})
  }

  function shipped(batch: readonly LogLine[]): readonly ShippedLine[] {
    const timestamp = now()
    return batch.map(({ text, end }) => ({ timestamp, level: 'INFO' as const, msg: text, output_end: end }))
  }

  async function deliver(batches: Iterable<readonly LogLine[]>, deadline: number): Promise<void> {
    for (const batch of batches) {
      const messages = shipped(batch)
      await retry((abort) => shipping.send(messages, abort), { ...sending, isFinal, deadline, signal })
      sent = batch.at(-1)?.end ?? sent
      await position.save(sent)
    }
  }
}

type Pulled = Promise<IteratorResult<LogChunk, unknown>>

function nextOf(source: AsyncIterator<LogChunk>): Pulled {
  const next = source.next()
  next.catch(() => {}) // Raised where it is awaited, perhaps after a pause.
  return next
}

async function withinMs(pulled: Pulled, ms: number, signal: AbortSignal): Promise<IteratorResult<LogChunk, unknown> | 'due'> {
  signal.throwIfAborted()
  if (ms === Infinity) return pulled
  const done = new AbortController()
  try {
    return await Promise.race([pulled, sleep(Math.max(0, ms), 'due' as const, { signal: AbortSignal.any([done.signal, signal]) })])
  } finally {
    done.abort()
  }
}

function* inBatches(lines: readonly LogLine[]): Generator<readonly LogLine[]> {
  let [batch, bytes]: [LogLine[], number] = [[], 0]
  for (const line of lines) {
    const size = Buffer.byteLength(line.text)
    if (batch.length === batchLines || (batch.length > 0 && bytes + size > batchBytes)) {
      yield batch
      ;[batch, bytes] = [[], 0]
    }
    batch.push(line)
    bytes += size
  }
  if (batch.length > 0) yield batch
}
