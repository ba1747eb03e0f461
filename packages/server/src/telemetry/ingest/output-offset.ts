import type { EntityWrite, OutputWrite } from '../stores/store.ts'
import type { BatchSource } from '../telemetry.ts'
import type { LogLine } from './entity-batch.ts'

/** What a batch holds of the calling attempt's output: an agent that was killed may send lines again. Undefined if it holds none. */
export function outputIn(writes: readonly EntityWrite[], { attempt }: Pick<BatchSource, 'attempt'>): OutputWrite | undefined {
  const batch = attempt && writes.find(({ task }) => task === attempt.task)?.batch
  const reached = batch?.logs.reduce((most, { outputEnd = 0 }) => Math.max(most, outputEnd), 0) ?? 0
  return attempt === undefined || batch === undefined || reached === 0 ? undefined : { attempt: attempt.id, batch, reached }
}

/** The lines that end beyond an offset of the output. A line that does not belong to the output has no offset and is new. */
export function linesBeyond(logs: readonly LogLine[], offset: number): LogLine[] {
  return logs.filter(({ outputEnd = Infinity }) => outputEnd > offset)
}
