interface Pressed {
  /** The sequence that the press has completed. */
  readonly completed?: string
  /** The presses that begin a longer sequence; empty if none does. */
  readonly pending: string
}

/** Decides what a press of a key means after the presses that are pending, if these sequences are bound. What continues no sequence may begin one. */
export function press(pending: string, key: string, bound: readonly string[]): Pressed {
  const continued = pending === '' ? [key] : [`${pending} ${key}`, key]
  for (const presses of continued) {
    if (bound.includes(presses)) return { completed: presses, pending: '' }
    if (bound.some((keys) => keys.startsWith(`${presses} `))) return { pending: presses }
  }
  return { pending: '' }
}

/** The name of a pressed key, in the form of `shortcuts`; undefined for keys that are modifiers, or are pressed with `Alt`. */
export function keyOf({
  key,
  altKey,
  ctrlKey,
  metaKey,
}: Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey'>): string | undefined {
  if (altKey || ['Shift', 'Control', 'Meta', 'AltGraph'].includes(key)) return undefined
  return ctrlKey || metaKey ? `Ctrl+${key.toLowerCase()}` : key
}
