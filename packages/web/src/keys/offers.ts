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
}

const pages = new Set<() => Offers>()

/** Offers actions in the palette while the component is on the page. */
export function useOffers(offers: Offers): void {
  useMember(pages, offers)
}

/** What the page offers now. */
export function offersOfPage(): readonly Offers[] {
  return [...pages].map((page) => page())
}
