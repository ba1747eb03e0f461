import { sampleSpan } from '../db/tables/load-samples.ts'

const minute = 60_000
const hour = 60 * minute

/** How samples are thinned out: those of `from` that are older than `after` are merged to longer ones of `to`, all in milliseconds. */
export const thinning = [
  { from: sampleSpan, to: 5 * minute, after: 2 * hour },
  { from: 5 * minute, to: hour, after: 72 * hour },
] as const

/** The span of the samples that are as old as this. */
export function spanAtAge(age: number): number {
  return thinning.findLast(({ after }) => age > after)?.to ?? sampleSpan
}
