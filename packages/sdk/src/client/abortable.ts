import { withResolvers } from '@clearway/contract/with-resolvers'

/** Settles as `work` does, or rejects with the reason of `signal` once that is aborted; `work` itself goes on, because other calls may wait for it too. */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  if (signal === undefined || signal === null) return work
  signal.throwIfAborted()
  const aborted = withResolvers<never>()
  const onAbort = (): void => aborted.reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([work, aborted.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
