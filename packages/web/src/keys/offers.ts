import { useEffect, useReducer } from 'react'
import { useMember } from './use-member.ts'

/** What a page offers in the palette. */
export interface Offer {
  readonly label: string
  /** Why it cannot be done now, as a sentence; undefined if it can. */
  readonly refusal: string | undefined
  readonly act: () => void
}
export interface Offers {
  /** What is acted on: `fit`. */
  readonly about: string
  readonly list: readonly Offer[]
  /** Whether the list comes before what else is offered on the same thing. */
  readonly isChief?: true
  /** Called when the palette opens and when it closes, so that what decides on the offers is read only for it. */
  readonly onPalette?: (isOpen: boolean) => void
}

const parts = new Set<() => Offers>()
const listeners = new Set<() => void>()

/** Offers actions in the palette while the component is on the page. */
export function useOffers(offers: Offers): void {
  useMember(parts, offers)
  useEffect(() => {
    for (const listener of listeners) listener()
  })
}

/** What the page offers, as long as the palette that shows it is open: all on one thing together. */
export function usePageOffers(): readonly Offers[] {
  const [, renew] = useReducer((count: number) => count + 1, 0)
  useEffect(() => {
    const tell = (isOpen: boolean): void => {
      for (const part of parts) part().onPalette?.(isOpen)
    }
    listeners.add(renew)
    tell(true)
    return () => {
      listeners.delete(renew)
      tell(false)
    }
  }, [])
  const grouped = Map.groupBy(
    [...parts].map((part) => part()),
    ({ about }) => about,
  )
  return [...grouped].map(([about, some]) => ({
    about,
    list: some.toSorted((a, b) => Number(b.isChief ?? false) - Number(a.isChief ?? false)).flatMap(({ list }) => list),
  }))
}
