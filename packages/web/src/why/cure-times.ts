import { durationOf } from '../ui/duration.ts'

/** The seconds that are left until a time: `in 4 s`. Both in ms. */
export function countdownTo(at: number, now: number): string {
  const seconds = Math.ceil((at - now) / 1000)
  return seconds > 0 ? `in ${seconds} s` : 'now'
}

interface Started {
  readonly started?: string | null | undefined
}

/** How long after a cure its task started: `Started 0.4 s later.` Nothing as long as it has not started since. */
export function startedAfter(cured: string, { started }: Started): string {
  const took = started === undefined || started === null ? Number.NaN : Date.parse(started) - Date.parse(cured)
  return took >= 0 ? `Started ${durationOf(took)} later.` : ''
}
