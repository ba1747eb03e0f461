import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

/** A text that the page’s address holds under a name, and the function that replaces it; empty takes it out. */
export function useAddressText(name: 'find' | 'projects'): readonly [string, (text: string) => void] {
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false })
  const navigate = useNavigate()
  const set = useCallback(
    (text: string): void => {
      const change = (old: Readonly<Record<string, unknown>>) => ({ ...old, [name]: text === '' ? undefined : text })
      void navigate({ to: '.', search: change as never, replace: true })
    },
    [name, navigate],
  )
  const text = search[name]
  return [typeof text === 'string' ? text : '', set]
}
