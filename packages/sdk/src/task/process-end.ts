import { setTimeout as sleep } from 'node:timers/promises'

/** How the process that a task was begun in came to its end. */
export type ProcessEnd =
  | { readonly how: 'completed' }
  | { readonly how: 'failed'; readonly error: unknown }
  | { readonly how: 'stopped'; readonly signal: NodeJS.Signals }

/** How long a process that breaks or is ended waits for its last words to be heard: its server may be gone. */
const lastWordsMs = 10_000

/**
 * Tells how the process ends, before it does: nothing left to do, an error that nobody caught, or a signal. The process then ends as it would have.
 * Gives the function that stops listening.
 */
export function onProcessEnd(tell: (end: ProcessEnd) => Promise<void>): () => void {
  let told: Promise<void> | undefined
  const once = (end: ProcessEnd): Promise<void> =>
    (told ??= tell(end)
      .catch((error: unknown) => console.error(error))
      .finally(forget))
  const soon = (end: ProcessEnd): Promise<void> => Promise.race([once(end), sleep(lastWordsMs)])
  const onDone = (): void => void once({ how: 'completed' })
  const onError = (error: unknown): void => {
    console.error(error)
    void soon({ how: 'failed', error }).finally(() => process.exit(1))
  }
  const onSignal = (signal: NodeJS.Signals): void => void soon({ how: 'stopped', signal }).finally(() => process.kill(process.pid, signal))
  const forget = (): void => {
    process.off('beforeExit', onDone)
    process.off('uncaughtException', onError)
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
  process.on('beforeExit', onDone)
  process.on('uncaughtException', onError)
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return forget
}
