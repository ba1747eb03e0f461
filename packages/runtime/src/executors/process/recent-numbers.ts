import { readFileSync } from 'node:fs'
import type { ProcessIdentity } from './process-identity.ts'

/** For so long after its start a process counts as recent, in milliseconds: no system gives out half of its numbers meanwhile. */
const recentMs = 200
/** The fewest numbers that a system has unless somebody has set it to fewer. */
const usualNumbers = 32_768
/** A tick of the clock that starts are counted by, in milliseconds. Linux shows programs this one on every machine. */
const tickMs = 10

export interface Clock {
  /** Since the machine started, in milliseconds. */
  readonly uptimeMs: number
  /** The number that was given last. */
  readonly newest: number
  /** The numbers are below it. */
  readonly limit: number
}

/**
 * Tells which numbers processes can have that started after a given one; `undefined` if these may be any. Linux gives numbers out in a ring, so after a
 * process that has just started they are those from its own to the newest one. To read every process of a machine takes longer than a short step.
 */
export function numbersSince({ pid, started }: ProcessIdentity, clock = readClock()): ((number: number) => boolean) | undefined {
  if (clock === undefined) return undefined
  const { uptimeMs, newest, limit } = clock
  const age = uptimeMs - Number.parseInt(started, 10) * tickMs
  const since = (number: number): number => (number - pid + limit) % limit
  // A clock that shows another time than the starts, as in some containers, gives no age.
  if (!(age > -2 * tickMs && age < recentMs) || limit < usualNumbers || since(newest) > limit / 2) return undefined
  return (number) => since(number) <= since(newest)
}

let limit: number | undefined

function readClock(): Clock | undefined {
  if (process.platform !== 'linux') return undefined
  limit ??= Number(readFileSync('/proc/sys/kernel/pid_max', 'utf8'))
  const [uptime] = readFileSync('/proc/uptime', 'utf8').split(' ')
  const newest = readFileSync('/proc/loadavg', 'utf8').trim().split(' ').at(-1)
  return { uptimeMs: Number(uptime) * 1000, newest: Number(newest), limit }
}
