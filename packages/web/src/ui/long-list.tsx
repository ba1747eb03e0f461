import { Button, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { type ReactNode, useMemo, useState } from 'react'
import { useAddressText } from './use-address-text.ts'

interface Props<Item> {
  /** What the items are called: `parameters`. */
  readonly noun: string
  readonly items: readonly Item[]
  /** The text of an item that the search searches. */
  readonly textOf: (item: Item) => string
  readonly children: (shown: readonly Item[]) => ReactNode
}
/** A list of at most so many items has no search. */
const fewest = 30
const atOnce = 200

/** A list of any length: a part of it at once, and a field that searches all of it for a text that the page’s address holds. */
export function LongList<Item>({ noun, items, textOf, children }: Props<Item>) {
  const [found, setFound] = useAddressText('find')
  const [text, setText] = useState(found)
  const store = useDebouncedCallback(setFound, 200)
  const [parts, setParts] = useState(1)
  const matching = useMemo(() => {
    const wanted = text.toLowerCase()
    return wanted === '' ? items : items.filter((item) => textOf(item).toLowerCase().includes(wanted))
  }, [items, text, textOf])
  if (items.length <= fewest) return children(items)
  const left = matching.length - atOnce * parts
  return (
    <>
      <div className="in-line long-list">
        <TextInput
          size="xs"
          aria-label={`Search ${noun}`}
          placeholder={`Search ${noun}`}
          value={text}
          onChange={({ currentTarget: { value } }) => {
            setText(value)
            store(value)
          }}
          // In a form it would start what the form is for.
          onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
        />
        <span className="muted">
          {text === '' ? '' : `${matching.length.toLocaleString('en')} of `}
          {items.length.toLocaleString('en')}
        </span>
      </div>
      {children(matching.slice(0, atOnce * parts))}
      {left <= 0 ? null : (
        <Button className="more" size="compact-sm" variant="default" onClick={() => setParts(parts + 1)}>
          Show {Math.min(left, atOnce)} of {left.toLocaleString('en')} more
        </Button>
      )}
    </>
  )
}
