import { useEffect, useRef } from 'react'

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
}

const pages = new Set<() => Offers>()

/** Offers actions in the palette while the component is on the page. */
export function useOffers(offers: Offers): void {
  const latest = useRef(offers)
  useEffect(() => {
    latest.current = offers
  })
  useEffect(() => {
    const page = (): Offers => latest.current
    pages.add(page)
    return () => void pages.delete(page)
  }, [])
}

/** What the page offers now. */
export function offersOfPage(): readonly Offers[] {
  return [...pages].map((page) => page())
}
