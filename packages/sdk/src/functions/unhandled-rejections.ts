import { type CallTaker, currentTaker } from './scope.ts'

type Listener = (error: unknown) => void

const listeners = new Map<CallTaker, Listener>()

/**
 * Calls `listener` with each rejection that nothing handles and that belongs to the body whose calls `taker` takes, or to no body at all. Gives the
 * function that stops listening.
 */
export function onUnhandledRejection(taker: CallTaker, listener: Listener): () => void {
  if (listeners.size === 0) process.on('unhandledRejection', dispatch)
  listeners.set(taker, listener)
  return () => {
    listeners.delete(taker)
    if (listeners.size === 0) process.off('unhandledRejection', dispatch)
  }
}

function dispatch(error: unknown): void {
  const taker = currentTaker()
  const own = taker === undefined ? undefined : listeners.get(taker)
  for (const listener of own === undefined ? listeners.values() : [own]) listener(error)
}
