import { Button } from '@mantine/core'
import { type ReactNode, Suspense, useState } from 'react'
import { later } from '../ui/later.ts'
import { useNarrow } from '../ui/use-narrow.ts'

// Loaded on demand: a wide page has no sheet.
const Sheet = later(async () => (await import('../ui/sheet.tsx')).Sheet)

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
      <Suspense fallback={null}>
        <Sheet opened={isOpen} onClose={() => setOpen(false)} size={460} title="Filters">
          <div className="filter-sheet">{children}</div>
        </Sheet>
      </Suspense>
    </>
  )
}
