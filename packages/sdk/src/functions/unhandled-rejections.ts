import { type CallTaker, currentTaker } from './scope.ts'

type Listener = (error: unknown) => void

const listeners = new Map<CallTaker, Listener>()

/**
 * Calls back for the rejections that nothing handles and that belong to the body whose calls `taker` takes; what belongs to no body is given to all.
 * Gives what ends it.
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
