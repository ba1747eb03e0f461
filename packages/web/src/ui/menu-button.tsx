import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Popup } from './popup.tsx'

interface Props {
  readonly label: string
  /** What the menu shows; it gets what closes the menu. */
  readonly children: (close: () => void) => ReactNode
}

/** A button that opens a menu over the page. */
export function MenuButton({ label, children }: Props) {
  const [isOpen, setOpen] = useState(false)
  const button = (
    <Button size="compact-sm" variant="default" aria-haspopup="dialog" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
      {label}
    </Button>
  )
  return (
    <Popup isOpen={isOpen} onChange={setOpen} label={label} role="dialog" position="bottom-end" button={button}>
      {isOpen ? children(() => setOpen(false)) : null}
    </Popup>
  )
}
