import { type ReactNode, Suspense } from 'react'
import { later } from './later.ts'
import { PaneDivider } from './pane-divider.tsx'
import { useNarrow } from './use-narrow.ts'

// Loaded on demand: a wide page has no sheet.
const Sheet = later(async () => (await import('./sheet.tsx')).Sheet)

interface Props {
  readonly label: string
  /** Whether a narrow page shows the panel; a wide one always does. */
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly children: ReactNode
}

/** What lies beside the main part of a page, or over it from below where the page is narrow. */
export function SidePanel({ label, isOpen, onClose, children }: Props) {
  if (!useNarrow())
    return (
      <aside aria-label={label} className="panel">
        <PaneDivider label={label} />
        {children}
      </aside>
    )
  return (
    <Suspense fallback={null}>
      <Sheet
        opened={isOpen}
        onClose={onClose}
        size="86%"
        title={label}
        classNames={{ content: 'drawer', header: 'drawer-head', title: 'unseen', body: 'panel drawer-panel' }}
      >
        {children}
      </Sheet>
    </Suspense>
  )
}
