import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { focusFilter, focusTable } from './in-page.ts'
import { useKeyListener, useShortcuts } from './use-shortcuts.ts'

// Most visits need neither.
const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }))
const KeyHelp = lazy(async () => ({ default: (await import('./key-help.tsx')).KeyHelp }))

/** The keys that act on every page, with the button that shows that they exist. */
export function FrameKeys() {
  const navigate = useNavigate()
  const [open, setOpen] = useState<'palette' | 'help'>()
  const close = (): void => setOpen(undefined)
  useKeyListener()
  useShortcuts({
    palette: () => setOpen('palette'),
    help: () => setOpen('help'),
    home: () => void navigate({ to: '/' }),
    pipelines: () => void navigate({ to: '/pipelines' }),
    tasks: () => void navigate({ to: '/tasks' }),
    queues: () => void navigate({ to: '/queues' }),
    workers: () => void navigate({ to: '/workers' }),
    models: () => void navigate({ to: '/models' }),
    artifacts: () => void navigate({ to: '/artifacts' }),
    schedules: () => void navigate({ to: '/schedules' }),
    settings: () => void navigate({ to: '/settings/$part', params: { part: 'you' } }),
    filter: focusFilter,
    nextRow: focusTable,
    previousRow: focusTable,
  })
  return (
    <>
      <Button className="go-to" size="compact-sm" variant="default" onClick={() => setOpen('palette')}>
        Go to… <kbd>Ctrl K</kbd>
      </Button>
      <Suspense fallback={null}>
        {open === 'palette' ? <Palette onClose={close} onHelp={() => setOpen('help')} /> : null}
        {open === 'help' ? <KeyHelp isOpen onClose={close} /> : null}
      </Suspense>
    </>
  )
}
