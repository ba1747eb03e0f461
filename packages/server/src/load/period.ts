import { malformed } from '../queries/malformed.ts'
import type { Clock } from '../scope.ts'
import { spanAtAge } from './spans.ts'

/** A part of the past, cut into steps; in milliseconds. Every step begins at a multiple of `step`. */
export interface Period {
  readonly from: number
  readonly until: number
  readonly step: number
}

const mostSteps = 10_000

/** Reads the period of a request, whose times are in seconds. The steps are at least as long as the samples of that age stand for. */
export function readPeriod(
  { now }: Pick<Clock, 'now'>,
  request: { readonly from_date: number; readonly to_date: number; readonly interval: number },
): Period {
  const from = Math.round(request.from_date * 1000)
  const until = Math.round(request.to_date * 1000)
  if (!Number.isSafeInteger(from)) throw malformed('from_date', 'is no time')
  if (!Number.isSafeInteger(until)) throw malformed('to_date', 'is no time')
  if (from >= until) throw malformed('to_date', 'is not after from_date')
  const asked = request.interval * 1000
  if (!Number.isSafeInteger(asked)) throw malformed('interval', 'is too long')
  const step = Math.max(asked, spanAtAge(now() - from), Math.ceil((until - from) / mostSteps / 1000) * 1000)
  return { from, until, step }
}

/** The beginnings of all steps of a period. */
export function datesOf({ from, until, step }: Period): number[] {
  const first = Math.floor(from / step)
  return Array.from({ length: Math.ceil(until / step) - first }, (_, index) => (first + index) * step)
}
