import { useSyncExternalStore } from 'react'

const narrow = window.matchMedia('(max-width: 800px)')

function subscribe(listener: () => void): () => void {
  narrow.addEventListener('change', listener)
  return () => narrow.removeEventListener('change', listener)
}

/** Whether the page is as narrow as on a phone: panels then lie over the page, and a run comes as a table. `phone.css` has the same width. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => narrow.matches)
}
