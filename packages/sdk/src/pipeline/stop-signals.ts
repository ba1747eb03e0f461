import type { Connection } from '../connection.ts'
import { isAskedToStop } from './asked-to-stop.ts'

/**
 * What ends the process while it drives a run. On a laptop a signal stops the run, in order. In an agent a signal may as well mean that the agent moves on:
 * then the process just ends, its steps go on, and the next controller takes them up; only where a stop was asked for are they stopped.
 */
export function stopSignals(
  connection: Connection,
  run: string,
  isStartedByAgent: boolean,
): { readonly signal: AbortSignal; readonly release: () => void } {
  const stop = new AbortController()
  const onSignal = (signal: NodeJS.Signals): void => {
    // Asked twice, it ends at once.
    if (stop.signal.aborted) process.exit(1)
    if (!isStartedByAgent) return stop.abort(new Error(`ended by ${signal}`))
    void isAskedToStop(connection.api, run, { patienceSeconds: 2 }).then(
      (isAsked) => (isAsked ? stop.abort(new Error('a stop was asked for')) : process.exit(143)),
      () => process.exit(143),
    )
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return {
    signal: stop.signal,
    release: () => {
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
    },
  }
}
