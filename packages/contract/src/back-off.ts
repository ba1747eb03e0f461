export interface BackOff {
  readonly firstMs?: number
  readonly longestMs?: number
  readonly random?: () => number
}

/**
 * How long to wait after so many failures in a row (from 1): doubling from `firstMs` to `longestMs`, with up to half of it taken off at random, so that
 * many callers do not return to a restarted server all at once.
 */
export function backOffMs(failures: number, { firstMs = 100, longestMs = 5000, random = Math.random }: BackOff = {}): number {
  return Math.min(longestMs, firstMs * 2 ** (failures - 1)) * (1 - random() / 2)
}

/** Whether an HTTP status says that the same request may succeed later: there are too many, or the server or a proxy before it cannot serve for now. */
export function isTemporary(status: number): boolean {
  return status === 429 || (status >= 502 && status <= 504)
}
