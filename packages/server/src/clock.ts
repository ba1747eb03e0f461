import { uptime } from 'node:os'
import { v7 } from 'uuid'
import type { Clock } from './scope.ts'

/**
 * The time since the machine was switched on, including suspensions. Outside Linux, Node's uptime follows the wall clock, so suspensions are not
 * counted there.
 */
const upMs = process.platform === 'linux' ? () => uptime() * 1000 : () => performance.now()

/**
 * The machine's clock. `anchor` is the time that deadlines count from: the database's own time if several servers share it. Time during a suspension
 * of the machine counts, because other servers continue meanwhile.
 */
export function systemClock(anchor: number = Date.now()): Clock {
  const offset = anchor - upMs()
  return {
    now: () => Date.now(),
    tick: () => Math.round(offset + upMs()),
    newId: () => v7().replaceAll('-', ''),
  }
}
