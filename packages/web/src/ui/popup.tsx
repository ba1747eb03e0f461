import { type ReactElement, type ReactNode, Suspense, useRef } from 'react'
import { later } from './later.ts'
import type { SurfaceProps } from './popup-surface.tsx'

// What places it beside its button is a tenth of a first visit's scripts, and is not needed before one is opened.
const Surface = later(async () => (await import('./popup-surface.tsx')).PopupSurface)

interface Props extends Omit<SurfaceProps, 'place'> {
  readonly isOpen: boolean
  /** What opens and closes it. */
  readonly button: ReactElement
  /** Made, and reads what it shows, when it is opened. */
  readonly children: ReactNode
}

/** A button with what it opens over the page. The focus goes into it, and back to the button. */
export function Popup({ isOpen, button, ...surface }: Props) {
  const place = useRef<HTMLSpanElement>(null)
  return (
    <span ref={place} className="popup" onPointerEnter={Surface.load} onFocus={Surface.load}>
      {button}
      <Suspense fallback={null}>{isOpen ? <Surface place={place} {...surface} /> : null}</Suspense>
    </span>
  )
}
