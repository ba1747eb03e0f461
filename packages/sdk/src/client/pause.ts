/** Waits, unless aborted. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason)
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
  })
}

/** How long to wait before the given try (from 1): doubling from 100 ms to 5 s, with up to half of it taken off at random. */
export function backOffMs(attempt: number, random: () => number = Math.random): number {
  const most = Math.min(5000, 100 * 2 ** (attempt - 1))
  return most * (1 - random() / 2)
}
