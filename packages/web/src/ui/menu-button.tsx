import { Button, Popover } from '@mantine/core'
import { type ReactNode, useState } from 'react'

interface Props {
  readonly label: string
  /** What the menu shows; it gets what closes the menu. */
  readonly children: (close: () => void) => ReactNode
}

/** A button that opens a menu over the page. Its content is made, and reads what it shows, when it is opened. */
export function MenuButton({ label, children }: Props) {
  const [isOpen, setOpen] = useState(false)
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button size="compact-sm" variant="default" onClick={() => setOpen(!isOpen)}>
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>{isOpen ? children(() => setOpen(false)) : null}</Popover.Dropdown>
    </Popover>
  )
}
