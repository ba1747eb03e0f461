import { Button } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { OfferedAction } from '../../actions/action-button.tsx'
import { Popup } from '../../ui/popup.tsx'

interface Props {
  /** What is acted on. */
  readonly name: string
  readonly actions: readonly OfferedAction[]
  readonly onChange?: (isOpen: boolean) => void
}

/** Actions on a task in a menu. There is no place for the pointer to ask why one is refused on a phone, so that the reason is written below it. */
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
      <Items label={label} actions={actions} onChosen={() => change(false)} />
    </Popup>
  )
}

/** Which of the items that can be used gets the focus by a key, from the one that has it. */
const moves: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (Math.max(at, 0) + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
}

interface ItemsProps extends Pick<Props, 'actions'> {
  readonly label: string
  readonly onChosen: () => void
}

function Items({ label, actions, onChosen }: ItemsProps) {
  const menu = useRef<HTMLDivElement>(null)
  const usable = (): HTMLElement[] => [...(menu.current?.querySelectorAll<HTMLElement>('button:enabled') ?? [])]
  const isThere = actions.length > 0
  // The actions may come later than the menu.
  useEffect(() => {
    if (isThere) (usable()[0] ?? menu.current)?.focus({ preventScroll: true })
  }, [isThere])
  const move = (event: KeyboardEvent): void => {
    const items = usable()
    const next = moves[event.key]?.(items.indexOf(document.activeElement as HTMLElement), items.length)
    if (next === undefined) return
    event.preventDefault()
    items[next]?.focus()
  }
  return (
    <div ref={menu} role="menu" aria-label={label} tabIndex={-1} className="menu" onKeyDown={move}>
      {actions.map(({ label: does, refusal, isPending, act }) => (
        <button
          key={does}
          type="button"
          role="menuitem"
          disabled={refusal !== undefined || isPending}
          onClick={() => {
            onChosen()
            act()
          }}
        >
          {does}
          {refusal === undefined ? null : <span className="menu-refusal">{refusal}</span>}
        </button>
      ))}
    </div>
  )
}
