import { Button, Drawer } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useNarrow } from '../ui/use-narrow.ts'

interface Props {
  /** How many of the filters are set. */
  readonly active: number
  readonly children: ReactNode
}

/** The filters of a list: beside each other where there is room, on a phone in a sheet that a button opens. */
export function FilterSheet({ active, children }: Props) {
  const [isOpen, setOpen] = useState(false)
  if (!useNarrow()) return children
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
        {active === 0 ? 'Filters' : `Filters: ${active}`}
      </Button>
      <Drawer
        opened={isOpen}
        onClose={() => setOpen(false)}
        position="bottom"
        size={460}
        title="Filters"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <div className="filter-sheet">{children}</div>
      </Drawer>
    </>
  )
}
