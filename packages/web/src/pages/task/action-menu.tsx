import { Button } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useState } from 'react'
import type { OfferedAction } from '../../actions/action-button.tsx'
import { later } from '../../ui/later.ts'
import { Popup } from '../../ui/popup.tsx'

// Loaded with the first menu that is opened.
const ActionItems = later(async () => (await import('../../actions/action-items.tsx')).ActionItems)

interface Props {
  /** What is acted on. */
  readonly name: string
  readonly actions: readonly OfferedAction[]
  readonly onChange?: (isOpen: boolean) => void
}

/** Actions on a task in a menu. */
export function ActionMenu({ name, actions, onChange = () => {} }: Props) {
  const label = `Actions on ${name}`
  const [isOpen, setOpen] = useState(false)
  const change = (next: boolean): void => {
    setOpen(next)
    onChange(next)
  }
  const button = (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={label}
      rightSection={<IconChevronDown size={14} />}
      aria-haspopup="menu"
      aria-expanded={isOpen}
      onClick={() => change(!isOpen)}
    >
      Actions
    </Button>
  )
  return (
    <Popup isOpen={isOpen} onChange={change} label={label} role="menu" position="bottom-end" width={260} button={button}>
      <ActionItems label={label} actions={actions} onChosen={() => change(false)} />
    </Popup>
  )
}
