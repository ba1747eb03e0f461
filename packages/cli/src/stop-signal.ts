import { constants } from 'node:os'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const

/** A terminal and a launcher both forward Ctrl-C, so a second signal within this time is the same request. */
const sameWishMs = 700

/** A signal that is aborted at the first request to end. A later request ends the process at once. */
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
