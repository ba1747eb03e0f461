import type { Connection } from '../connection.ts'
import { isAskedToStop } from './asked-to-stop.ts'

/**
 * Handles SIGINT and SIGTERM while this process drives a run. In a process that a person started a signal stops the run. In a process of an agent it
 * stops the run only if a stop was asked for; otherwise the agent itself ends, so the process exits, its steps continue, and the next controller adopts
 * them.
 */
export function stopSignals(
  connection: Connection,
  run: string,
  isStartedByAgent: boolean,
): { readonly signal: AbortSignal; readonly release: () => void } {
  const stop = new AbortController()
  const onSignal = (signal: NodeJS.Signals): void => {
    // A second signal ends the process at once.
    if (stop.signal.aborted) process.exit(1)
    if (!isStartedByAgent) return stop.abort(new Error(`ended by ${signal}`))
    void isAskedToStop(connection.api, run, { patienceSeconds: 2 }).then(
      (isAsked) => (isAsked ? stop.abort(new Error('a stop was asked for')) : process.exit(143)),
      () => process.exit(143),
    )
  }
  if (handlers.size === 0) for (const name of signals) process.on(name, handleAll)
  handlers.add(onSignal)
  return {
    signal: stop.signal,
    release: () => {
      handlers.delete(onSignal)
      if (handlers.size === 0) for (const name of signals) process.off(name, handleAll)
    },
  }
}

const signals = ['SIGINT', 'SIGTERM'] as const
/** Those of the runs that this process drives: one process may drive many, and Node warns of many listeners. */
const handlers = new Set<(signal: NodeJS.Signals) => void>()

function handleAll(signal: NodeJS.Signals): void {
  for (const handle of handlers) handle(signal)
}
