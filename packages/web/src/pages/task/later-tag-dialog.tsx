import { type ComponentProps, Suspense, useState } from 'react'
import { later } from '../../ui/later.ts'
import type { TagDialog } from './tag-dialog.tsx'

const Dialog = later(async () => (await import('./tag-dialog.tsx')).TagDialog)

interface Props extends ComponentProps<typeof TagDialog> {
  /** Whether what opens the dialog is on the screen. */
  readonly isNear: boolean
}

/** The dialog for tags, whose code is loaded with the menu that opens it. From then on it stays, because a dialog gives the focus back only if it was there before it opened. */
export function LaterTagDialog({ isNear, ...props }: Props) {
  const [isLoaded, setLoaded] = useState(false)
  if (!isLoaded && (isNear || props.isOpen)) setLoaded(true)
  return <Suspense fallback={null}>{isLoaded ? <Dialog {...props} /> : null}</Suspense>
}
