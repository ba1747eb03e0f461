import { streamCommentMs } from '@clearway/contract/wire'
import { pause } from '@clearway/contract/pause'
import type { Clock, Reader } from '../scope.ts'
import type { ChangeTable } from '../db/schema.ts'
import { openFrontier, type StreamCursor } from '../db/tables/change-frontier.ts'
import { isKnownChange, readChanges, type StreamFilter } from '../db/tables/changes.ts'
import type { Signals } from '../signals/signals.ts'
import { defined } from '../defined.ts'

export type StreamItem =
  | { readonly type: 'change'; readonly change: Omit<ChangeTable, 'seq' | 'company' | 'created'> & { readonly seq: number } }
  | { readonly type: 'resync'; readonly seq: number }
  /** The stream begins after this cursor: all later commits are sent, also to a client that reconnects with it. */
  | { readonly type: 'open'; readonly cursor: StreamCursor }
  | { readonly type: 'idle' }

const pageSize = 500
/** How soon to check again for changes that wait behind an open transaction: the end of that transaction may send no signal. */
const heldMilliseconds = 20

/**
 * Yields the changes after `after`, then each as it is committed. Yields `resync` if changes after that cursor have been pruned: the client has to
 * read everything again.
 */
export async function* streamChanges(
  scope: Reader & Clock & { readonly signals: Signals },
  after: StreamCursor | undefined,
  filter: StreamFilter,
  signal: AbortSignal,
): AsyncGenerator<StreamItem> {
  const frontier = openFrontier(scope.db)
  const known = after !== undefined && (await isKnownChange(scope, after.seq))
  const begin = known ? after : await frontier.now()
  const start = frontier.from(begin)
  if (after !== undefined && !known) yield { type: 'resync', seq: begin.seq }
  yield { type: 'open', cursor: begin }
  let cursor = start.seq
  let checks = 0
  while (!signal.aborted) {
    // Subscribe before the check, so that what is committed in between still wakes this loop.
    const over = new AbortController()
    const woken = scope.signals.wait(['changes'], streamCommentMs, AbortSignal.any([signal, over.signal]))
    const { until, isBlocked } = await frontier.reach(cursor)
    const rows = await readChanges(scope, { after: cursor, until, sent: start.sent, limit: pageSize }, filter)
    for (const change of rows) yield { type: 'change', change }
    const more = rows.length === pageSize
    cursor = more ? defined(rows.at(-1)).seq : until
    checks = isBlocked && !more ? checks + 1 : 0
    if (checks > 0) await pause(heldMilliseconds * Math.min(checks, 10), signal).catch(() => {}) // Then the loop ends.
    if (more || isBlocked) over.abort()
    else if (!(await woken) && !signal.aborted) yield { type: 'idle' }
  }
}
