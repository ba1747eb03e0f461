import { Popover, type PopoverProps } from '@mantine/core'
import { type ReactNode, type Ref, type RefObject, useEffect, useImperativeHandle } from 'react'

export interface SurfaceProps {
  /** The element around the button, which is there before this code is loaded. */
  readonly place: RefObject<HTMLElement | null>
  readonly label: string
  /** A menu names and describes its items itself. */
  readonly role: 'dialog' | 'menu'
  readonly position: 'bottom-start' | 'bottom-end' | 'top-end'
  readonly width?: number
  readonly onChange: (isOpen: boolean) => void
  readonly children: ReactNode
}

/** What a button opens over the page, as long as it is open. */
export function PopupSurface({ place, label, role, position, width, onChange, children }: SurfaceProps) {
  const size: Pick<PopoverProps, 'width'> = width === undefined ? {} : { width }
  useEffect(() => {
    const around = place.current
    return () => {
      // Whoever clicked on something else keeps the focus there.
      if (document.activeElement === document.body) around?.querySelector('button')?.focus()
    }
  }, [place])
  return (
    <Popover opened onChange={onChange} position={position} withRoles={false} trapFocus {...size}>
      <Popover.Target>
        <At place={place} />
      </Popover.Target>
      {role === 'menu' ? (
        <Popover.Dropdown p={4}>{children}</Popover.Dropdown>
      ) : (
        <Popover.Dropdown role="dialog" aria-label={label}>
          {children}
        </Popover.Dropdown>
      )}
    </Popover>
  )
}

/** Gives the popover an element of the page to be placed at, in place of one of its own. */
function At({ place, ref }: { readonly place: RefObject<HTMLElement | null>; readonly ref?: Ref<HTMLElement | null> }) {
  useImperativeHandle<HTMLElement | null, HTMLElement | null>(ref, () => place.current, [place])
  return null
}
