/** A value that the browser keeps between visits. */
export interface KeptValue<Value> {
  readonly get: () => Value
  readonly set: (value: Value) => void
  /** Calls the listener after each change, also after one in another tab. Returns what ends it. */
  readonly subscribe: (listener: () => void) => () => void
}

interface Options<Value> {
  readonly key: string
  /** The value of a stored text; undefined stands for what is not stored. */
  readonly read: (text: string | undefined) => Value
  readonly window: Pick<Window, 'addEventListener' | 'localStorage'>
}

/** Keeps a value in the browser; where it may store nothing, until the page is left. */
export function keptValue<Value extends string | number>({ key, read, window }: Options<Value>): KeptValue<Value> {
  const listeners = new Set<() => void>()
  let value = read(stored())
  window.addEventListener('storage', (event) => {
    if (event.key === key || event.key === null) change(read(stored()))
  })
  function stored(): string | undefined {
    try {
      return window.localStorage.getItem(key) ?? undefined
    } catch {
      return undefined
    }
  }
  function change(next: Value): void {
    if (next === value) return
    value = next
    for (const listener of listeners) listener()
  }
  return {
    get: () => value,
    set(next) {
      // What is out of bounds is brought into them.
      change(read(String(next)))
      try {
        window.localStorage.setItem(key, String(value))
      } catch {
        // The page keeps it as long as it is open.
      }
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Reads a whole number and brings it between two bounds; what is none is the usual one. */
export function numberBetween(least: number, most: number, usual: number): (text: string | undefined) => number {
  return (text) => {
    const given = text === undefined || text.trim() === '' ? Number.NaN : Number(text)
    return Number.isFinite(given) ? Math.min(most, Math.max(least, Math.round(given))) : usual
  }
}
