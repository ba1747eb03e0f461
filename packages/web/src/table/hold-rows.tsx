import type { ReactNode } from 'react'
import { HeldAround, useHold } from './use-hold.ts'

/** Holds the rows of all lists in it while somebody points at one of them or has the focus among them, for lists below each other. */
export function HoldRows({ className, children }: { readonly className: string; readonly children: ReactNode }) {
  const { isHeld, holding } = useHold()
  return (
    <HeldAround value={isHeld}>
      <div className={className} {...holding}>
        {children}
      </div>
    </HeldAround>
  )
}
