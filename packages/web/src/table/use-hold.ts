import { createContext, useState } from 'react'

interface Hold {
  readonly isHeld: boolean
  /** For the element around what is held: while the pointer or the focus is in it, no row moves. */
  readonly holding: {
    readonly onPointerEnter: () => void
    readonly onPointerLeave: (event: { readonly currentTarget: Node }) => void
    readonly onFocus: () => void
    readonly onBlur: (event: { readonly currentTarget: Node; readonly relatedTarget: EventTarget | null }) => void
  }
}

/** Whether somebody points at an element, or has the focus in it. */
export function useHold(): Hold {
  const [isPointed, setPointed] = useState(false)
  const [hasFocus, setFocus] = useState(false)
  return {
    isHeld: isPointed || hasFocus,
    holding: {
      onPointerEnter: () => setPointed(true),
      onPointerLeave: ({ currentTarget }) => {
        setPointed(false)
        // A button that is gone once it was pressed has lost the focus without saying so.
        setFocus(currentTarget.contains(document.activeElement))
      },
      onFocus: () => setFocus(true),
      onBlur: ({ currentTarget, relatedTarget }) => setFocus(relatedTarget instanceof Node && currentTarget.contains(relatedTarget)),
    },
  }
}

/** Whether the lists of a page are held that lie below each other: a row of one would move those of the next. */
export const HeldAround = createContext(false)
