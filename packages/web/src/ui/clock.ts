import { useSyncExternalStore } from 'react'

let now = Date.now()
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = Date.now()
    for (const each of listeners) each()
  }, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** A text that depends on the time. One clock serves all of them: it ticks once a second, and a text that stays the same renders nothing. */
export function useTextAt(text: (now: number) => string): string {
  return useSyncExternalStore(subscribe, () => text(now))
}

/** The time in ms, to the second, as long as it is needed; a constant otherwise. */
export function useNow(isNeeded: boolean): number {
  return Number(useTextAt((at) => (isNeeded ? String(at) : '0')))
}
