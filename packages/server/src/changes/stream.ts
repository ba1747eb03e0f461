import { setTimeout as delay } from 'node:timers/promises'
import type { Clock, Reader } from '../scope.ts'
import type { ChangeTable } from '../db/schema.ts'
import { openFrontier, type Place } from '../db/tables/change-frontier.ts'
import { isKnownChange, readChanges, type StreamFilter } from '../db/tables/changes.ts'
import type { Signals } from '../signals/signals.ts'

export type StreamItem =
  | { readonly type: 'change'; readonly change: Omit<ChangeTable, 'seq' | 'company' | 'created'> & { readonly seq: number } }
  | { readonly type: 'resync'; readonly seq: number }
  /** What is committed after this is told, to whoever comes again from this place too. */
  | { readonly type: 'open'; readonly place: Place }
  | { readonly type: 'idle' }

const pageSize = 500
/** A comment goes out this often, so that both ends notice a dead connection. */
const idleMilliseconds = 15_000

/** How soon to look again for what waits behind a transaction that is still open: its end may wake nobody. */
const heldMilliseconds = 20

/** Changes after `after`, then each as it is committed. `resync` where the stream was pruned meanwhile: read everything again. */
export async function* streamChanges(
  scope: Reader & Clock,
  signals: Signals,
  after: Place | undefined,
  filter: StreamFilter,
  signal: AbortSignal,
): AsyncGenerator<StreamItem> {
  const frontier = openFrontier(scope.db)
  const known = after !== undefined && (await isKnownChange(scope, after.seq))
  const begin = known ? after : await frontier.now()
  const start = frontier.from(begin)
  if (after !== undefined && !known) yield { type: 'resync', seq: begin.seq }
  yield { type: 'open', place: begin }
  let place = start.seq
  let looks = 0
  while (!signal.aborted) {
    // Listen before looking: what is committed in between still wakes us.
    const over = new AbortController()
    const woken = signals.wait(['changes'], idleMilliseconds, AbortSignal.any([signal, over.signal]))
    const { until, held } = await frontier.reach(place)
    const rows = await readChanges(scope, { after: place, until, sent: start.told, limit: pageSize }, filter)
    for (const change of rows) yield { type: 'change', change }
    const more = rows.length === pageSize
    place = more ? rows.at(-1)!.seq : until
    looks = held && !more ? looks + 1 : 0
    if (looks > 0) await pause(heldMilliseconds * Math.min(looks, 10), signal)
    if (more || held) over.abort()
    else if (!(await woken) && !signal.aborted) yield { type: 'idle' }
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
}
