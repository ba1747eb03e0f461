import { v7 } from 'uuid'
import type { Clock } from './context.ts'

/** The machine's clock. `anchor` is the time that deadlines count from: the database's own where several servers share it. */
export function systemClock(anchor: number = Date.now()): Clock {
  const offset = anchor - performance.now()
  return {
    now: () => Date.now(),
    tick: () => Math.round(offset + performance.now()),
    newId: () => v7().replaceAll('-', ''),
  }
}
