import { setTimeout as sleep } from 'node:timers/promises'

/** How a process ends. */
export type ProcessEnd =
  | { readonly how: 'completed' }
  | { readonly how: 'failed'; readonly error: unknown }
  | { readonly how: 'stopped'; readonly signal: NodeJS.Signals }

/** How long a failed or killed process waits for its end to be reported: the server may be away. */
const reportMs = 10_000

/**
 * Reports how this process ends, before it does: nothing left to do, an uncaught error, or a signal. The process then ends as it would have.
 * Gives the function that stops listening.
 */
export function onProcessEnd(report: (end: ProcessEnd) => Promise<void>): () => void {
  let reported: Promise<void> | undefined
  const once = (end: ProcessEnd): Promise<void> =>
    (reported ??= report(end)
      .catch((error: unknown) => console.error(error))
      .finally(stopListening))
  const inTime = (end: ProcessEnd): Promise<void> => Promise.race([once(end), sleep(reportMs)])
  const onDone = (): void => void once({ how: 'completed' })
  const onError = (error: unknown): void => {
    console.error(error)
    void inTime({ how: 'failed', error }).finally(() => process.exit(1))
  }
  const onSignal = (signal: NodeJS.Signals): void =>
    void inTime({ how: 'stopped', signal }).finally(() => process.kill(process.pid, signal))
  const stopListening = (): void => {
    process.off('beforeExit', onDone)
    process.off('uncaughtException', onError)
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
  process.on('beforeExit', onDone)
  process.on('uncaughtException', onError)
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return stopListening
}
