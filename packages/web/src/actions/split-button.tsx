import { Button, type ButtonVariant } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useState } from 'react'
import { later } from '../ui/later.ts'
import { Popup } from '../ui/popup.tsx'
import { ActionButton, type OfferedAction } from './action-button.tsx'

// Loaded with the first menu that is opened.
const ActionItems = later(async () => (await import('./action-items.tsx')).ActionItems)

interface Props {
  readonly action: OfferedAction
  /** Other ways to do what the action does. */
  readonly ways: readonly OfferedAction[]
  /** The label of their menu: `Ways to stop the run`. */
  readonly label: string
  readonly variant: ButtonVariant
}

/** The button of an action, and beside it a menu of the other ways to do the same. */
export function SplitButton({ action, ways, label, variant }: Props) {
  const [isOpen, setOpen] = useState(false)
  const more = (
    <Button
      size="compact-sm"
      px={4}
      // Not brighter than a button beside it that is refused.
      variant={action.refusal === undefined ? variant : 'default'}
      aria-label={label}
      title={label}
      aria-haspopup="menu"
      aria-expanded={isOpen}
      onClick={() => setOpen(!isOpen)}
    >
      <IconChevronDown size={14} aria-hidden />
    </Button>
  )
  return (
    <span className="split-button">
      <ActionButton action={action} variant={variant} />
      <Popup isOpen={isOpen} onChange={setOpen} label={label} role="menu" position="bottom-end" width={290} button={more}>
        <ActionItems label={label} actions={ways} onChosen={() => setOpen(false)} />
      </Popup>
    </span>
  )
}
