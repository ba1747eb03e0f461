import { useEffect } from 'react'
import { oneDirection } from './one-direction.ts'

/** Names the page in the browser's tab. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'Clearway' : `${oneDirection(title)} · Clearway`
  }, [title])
}
