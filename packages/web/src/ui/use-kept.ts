import { useState } from 'react'

/** The value of an earlier render as long as the new one is alike, so that what is derived from it is derived again only where it differs. */
export function useKept<Value>(value: Value, isAlike: (kept: Value, value: Value) => boolean): Value {
  const [kept, keep] = useState(() => value)
  if (kept === value || isAlike(kept, value)) return kept
  keep(() => value)
  return value
}

/** What is derived from a value and from what was derived from the value before, so that it takes as long as the difference does. */
export function useDerived<Value, Derived>(value: Value, derive: (value: Value, before?: Derived) => Derived): Derived {
  const [kept, keep] = useState(() => ({ value, derived: derive(value) }))
  if (kept.value === value) return kept.derived
  const derived = derive(value, kept.derived)
  keep({ value, derived })
  return derived
}
