import { deflateSync, inflateSync } from 'node:zlib'
import type { LogLine, Sample, SampleTableName, SeriesBatch } from '../ingest/entity-batch.ts'

export type Value = string | number | Uint8Array | null

/** The company, task and attempt to which rows belong. */
export interface Owner {
  readonly company: string
  readonly task: string
  readonly attempt: number
}

/** The values of a series, in the order of `seriesColumns`. The summary is null if no value is finite. */
export function seriesRow(
  { company, task, attempt }: Owner,
  { metric, variant, iterations, summary: s, xAxisLabel }: SeriesBatch,
): Value[] {
  const names = [company, task, attempt, metric, variant]
  const label = xAxisLabel ?? null
  if (s === undefined) return [...names, null, null, null, null, null, null, 0, 0, null, null, null, label, iterations.length]
  const { min, max, first } = s
  const bounds = [min.value, min.iteration, max.value, max.iteration, first.value, first.iteration]
  return [...names, ...bounds, s.sum, s.count, s.value, s.iteration, s.timestamp, label, iterations.length]
}

/** The values of a sample, in the order of `sampleColumns`. */
export function sampleRow({ company, task, attempt }: Owner, table: SampleTableName, sample: Sample): Value[] {
  const body = table === 'plot' ? packPlot(sample.body) : sample.body
  return [company, task, attempt, sample.metric, sample.variant, sample.iteration, sample.key, sample.timestamp, sample.worker, body]
}

/** The values of a log line, in the order of `logColumns`. */
export function logRow({ company, task, attempt }: Owner, seq: number, line: LogLine): Value[] {
  return [task, seq, company, line.attempt ?? attempt, line.timestamp, line.level, line.worker, line.msg]
}

function packPlot(text: string): Uint8Array {
  return deflateSync(text)
}
/** Decompresses a plot. Undefined if the stored bytes are damaged, so that one damaged plot does not fail a whole list. */
export function unpackPlot(body: Uint8Array): string | undefined {
  try {
    return inflateSync(body).toString()
  } catch {
    return undefined
  }
}
