import { type Api, isServerAway } from '@clearway/sdk/client'
import type { Connection } from '@clearway/sdk'
import { backOffMs } from '@clearway/contract/back-off'
import { setTimeout as sleep } from 'node:timers/promises'

/** The server to which an import writes. */
export interface Target {
  readonly connection: Connection
  /** Makes a call, and repeats it while the server is away, such as during its restart. */
  readonly call: <T>(call: (api: Api) => Promise<T>) => Promise<T>
}

/** For how long calls are repeated. */
const patienceMs = 120_000

export function openTarget(connection: Connection, signal: AbortSignal): Target {
  const call = async <T>(send: (api: Api) => Promise<T>): Promise<T> => {
    const until = performance.now() + patienceMs
    for (let tries = 1; ; tries += 1) {
      signal.throwIfAborted()
      try {
        return await send(connection.api)
      } catch (error) {
        if (!isServerAway(error) || performance.now() > until) throw error
        await sleep(backOffMs(tries), undefined, { signal })
      }
    }
  }
  return { connection, call }
}
