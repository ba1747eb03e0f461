import type { Lease } from '@clearway/contract'
import { shipLogs, type ShippedLine } from '@clearway/runtime'
import { type Api, isApiError } from '@clearway/sdk'
import { logPosition } from '../attempts/log-position.ts'
import { type RunnerDeps, workerOf } from './runner-deps.ts'

interface Shipping {
  readonly lease: Lease
  /** Calls as the attempt. */
  readonly api: Api
  readonly secrets: readonly string[]
  readonly signal: AbortSignal
  /** When the output ended, on the clock of `performance.now()`; `undefined` as long as it goes on. */
  readonly endedAt: () => number | undefined
}

/** How long a server that answers may refuse the rest of an output before it is given up. One that is away is waited for without end. */
const refusedMs = 60_000

/** Sends an attempt's output to its task's log until all of it is acknowledged, but for the last lines, which go along with its end. */
export async function shipOutput(deps: RunnerDeps, { lease, api, secrets, signal, endedAt }: Shipping): Promise<readonly ShippedLine[]> {
  const { executor } = deps
  const head = { type: 'log', task: lease.task, worker: workerOf(deps, lease) }
  return shipLogs({
    chunks: (offset, abort) => executor.logs(lease.attempt, offset, abort),
    position: logPosition(deps.rootOf(lease.attempt)),
    send: async (lines, abort) => {
      await api.events.add_batch(
        lines.map((line) => ({ ...head, ...line })),
        { signal: abort },
      )
    },
    secrets,
    signal,
    now: Date.now,
    isFinal: (error) => isFinal(error, endedAt()),
    drainSeconds: Infinity,
    leavesLast: true,
  })
}

function isFinal(error: unknown, endedAt: number | undefined): boolean {
  if (!isApiError(error) || error.status === 0 || error.status === 429 || error.status === 503) return false
  // The output stays in its file until the server can store it again: a full disk is emptied by a person, which takes hours.
  if (['storage_full', 'database_locked', 'database_unusable'].includes(error.code)) return false
  if (error.status >= 500) return endedAt !== undefined && performance.now() - endedAt > refusedMs
  return true
}
