import { type KeyboardEvent, useEffect, useRef } from 'react'
import type { OfferedAction } from './action-button.tsx'

interface Props {
  readonly label: string
  readonly actions: readonly OfferedAction[]
  readonly onChosen: () => void
}

/** The item that gets the focus by a key, among those that can be used, from the one that has it. */
const moves: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (Math.max(at, 0) + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
}

/** Actions as the items of a menu. There is no place for the pointer to ask why one is refused on a phone, so that the reason is written below it. */
export function ActionItems({ label, actions, onChosen }: Props) {
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
