import { constants } from 'node:os'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const

/** A terminal and a launcher both forward Ctrl-C, so a second signal within this time is the same request. */
const sameRequestMs = 700

/** The abort reason after a signal to the process. It has no cure and no details, because the user asked for the end. */
export class StoppedByUser extends Error {
  override readonly name = 'StoppedByUser'
  readonly exitCode: number

  constructor(signal: (typeof signals)[number]) {
    super('Stopped.')
    this.exitCode = 128 + constants.signals[signal]
  }
}

/** Finds `StoppedByUser` among an error and its causes. */
export function stopCauseOf(error: unknown): StoppedByUser | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof StoppedByUser) return at
  return undefined
}

/** A signal that is aborted at the first request to end. A later request ends the process at once. */
export function stopSignal(onSecond: () => void = () => {}): AbortSignal {
  const stopping = new AbortController()
  let first: number | undefined
  for (const name of signals)
    process.on(name, () => {
      first ??= performance.now()
      stopping.abort(new StoppedByUser(name))
      if (performance.now() - first < sameRequestMs) return
      onSecond()
      process.exit(new StoppedByUser(name).exitCode)
    })
  return stopping.signal
}
