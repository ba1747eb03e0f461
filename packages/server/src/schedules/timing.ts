import { Cron } from 'croner'
import { LRUCache } from 'lru-cache'

/** When a schedule is due. Times are milliseconds since the epoch. */
export type Timing =
  | { readonly kind: 'cron'; readonly cron: string; readonly timeZone: string }
  | { readonly kind: 'interval'; readonly everySeconds: number; readonly from: number }
  | { readonly kind: 'once'; readonly at: number }

/**
 * The first due time after `after`; undefined if there is none. A cron without wildcards for hour and minute whose time
 * falls into the gap of daylight saving is due right after the gap, and once in the doubled hour; one with wildcards is due in each hour that passes.
 */
export function nextDue(timing: Timing, after: number): number | undefined {
  if (timing.kind === 'once') return timing.at > after ? timing.at : undefined
  if (timing.kind === 'interval') {
    const step = timing.everySeconds * 1000
    return Math.max(timing.from, timing.from + (Math.floor((after - timing.from) / step) + 1) * step)
  }
  return cronOf(timing.cron, timing.timeZone).nextRun(new Date(after))?.getTime()
}

const parsed = new LRUCache<string, Cron>({ max: 1000 })

/** Parses an expression once. Throws if it cannot be read. */
export function cronOf(cron: string, timeZone: string): Cron {
  const key = `${timeZone} ${cron}`
  const known = parsed.get(key)
  if (known !== undefined) return known
  const made = new Cron(cron, { timezone: timeZone, paused: true, fixedTimeRule: 'no-wildcard' })
  parsed.set(key, made)
  return made
}

/** The due times after `after` up to `until`, at most `most`. */
export function dueTimes(
  timing: Timing,
  { after, until, most }: { readonly after: number; readonly until: number; readonly most: number },
): number[] {
  const due: number[] = []
  for (let at = nextDue(timing, after); at !== undefined && at <= until && due.length < most; at = nextDue(timing, at)) due.push(at)
  return due
}

/** The last `most` due times after `after` up to `until`. Reads no more than about `most` of them, however long the span is. */
export function lastDueTimes(
  timing: Timing,
  { after, until, most }: { readonly after: number; readonly until: number; readonly most: number },
): number[] {
  // The shortest span that holds more than `most` due times is searched for from its end.
  for (let span = 1000; ; span *= 2) {
    const begin = Math.max(after, until - span)
    const due = dueTimes(timing, { after: begin, until, most: most * 4 + 1 })
    if (begin === after || due.length > most) return lastOf(timing, due, until, most)
  }
}

function lastOf(timing: Timing, found: readonly number[], until: number, most: number): number[] {
  let due = [...found]
  for (let at = nextDue(timing, due.at(-1) ?? until); due.length > 0 && at !== undefined && at <= until; at = nextDue(timing, at)) {
    due.push(at)
    if (due.length > most * 2) due = due.slice(-most)
  }
  return due.slice(-most)
}
