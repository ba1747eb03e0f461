import { useState } from 'react'

/** The value of an earlier render as long as the new one is alike, so that what is derived from it is derived again only where it differs. */
export function useKept<Value>(value: Value, isAlike: (kept: Value, value: Value) => boolean): Value {
  const [kept, keep] = useState(() => value)
  if (kept === value || isAlike(kept, value)) return kept
  keep(() => value)
  return value
}
