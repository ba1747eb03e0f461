import { Button } from '@mantine/core'
import type { MouseEvent, ReactNode } from 'react'
import { Empty } from './empty.tsx'

interface Props {
  /** The sentence: `No task is as the filter asks.` */
  readonly children: ReactNode
  /** Clears the filter. */
  readonly onClear: () => void
}

/** The text of a list that is empty because of its filter, with a button that clears the filter. */
export function NoneFound({ children, onClear }: Props) {
  const clear = ({ detail }: MouseEvent): void => {
    onClear()
    // The button goes away. Who pressed it by a key goes on from the field of the filter; on a phone that field would open the keyboard.
    if (detail === 0) document.querySelector<HTMLElement>('main [data-filter]')?.focus()
  }
  return (
    <Empty>
      <span>{children}</span>
      <Button size="compact-sm" variant="default" onClick={clear}>
        Clear the filter
      </Button>
    </Empty>
  )
}
