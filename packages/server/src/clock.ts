import { uptime } from 'node:os'
import { v7 } from 'uuid'
import type { Clock } from './scope.ts'

/** For how long the machine is on, suspended or not. Elsewhere than on Linux, Node's uptime follows the wall clock, and suspension is not counted here. */
const upMs = process.platform === 'linux' ? () => uptime() * 1000 : () => performance.now()

/**
 * The machine's clock. `anchor` is the time that deadlines count from: the database's own where several servers share it. A time that the machine was
 * suspended counts, because other servers go on meanwhile.
 */
export function systemClock(anchor: number = Date.now()): Clock {
  const offset = anchor - upMs()
  return {
    now: () => Date.now(),
    tick: () => Math.round(offset + upMs()),
    newId: () => v7().replaceAll('-', ''),
  }
}
