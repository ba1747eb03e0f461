import { constants } from 'node:os'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const

/** A terminal and a launcher both pass Ctrl-C on: what comes this soon is the same wish. */
const sameWishMs = 700

/** Aborted at the first request to end; a later one ends the process at once. */
export function stopSignal(onSecond: () => void = () => {}): AbortSignal {
  const stopping = new AbortController()
  let first: number | undefined
  for (const name of signals)
    process.on(name, () => {
      first ??= performance.now()
      stopping.abort(name)
      if (performance.now() - first < sameWishMs) return
      onSecond()
      process.exit(128 + constants.signals[name])
    })
  return stopping.signal
}
