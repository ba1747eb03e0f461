import { setTimeout as sleep } from 'node:timers/promises'
import type { Api } from '@clearway/sdk'
import { backOffMs } from './back-off.ts'
import { isApiError } from '@clearway/sdk'

/** An order to end an attempt's processes. */
export type StopOrder = { readonly attempt: string; readonly reason: string }

export type Heartbeat = {
  readonly api: Api
  readonly agent: string
  /** Of this start of the agent. */
  readonly boot: string
  readonly running: () => readonly string[]
  /** How long a lease lasts, as the server last said. */
  readonly leaseSeconds: () => number
  readonly onStop: (order: StopOrder) => void
  readonly signal: AbortSignal
}

/** Renews the leases of what runs, beside the long poll: one that hangs must not cost a step its lease. Ends when aborted. */
export async function beat({ api, agent, boot, running, leaseSeconds, onStop, signal }: Heartbeat): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    const everyMs = (leaseSeconds() * 1000) / 3
    await sleep(failures === 0 ? everyMs : Math.min(everyMs, backOffMs(failures)), undefined, { signal }).catch(ignoreAbort)
    const held = running()
    if (signal.aborted || held.length === 0) continue
    try {
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(everyMs))])
      const { stop } = await api.workers.renew({ worker: agent, boot, running: [...held] }, { signal: deadline, patienceSeconds: 0 })
      failures = 0
      stop.forEach(onStop)
    } catch (error) {
      // The poll tells people that the server is away; here it is only tried again.
      if (!signal.aborted && !isApiError(error) && !isTimeout(error)) throw error
      failures += 1
    }
  }
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AbortError') throw error
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError'
}
