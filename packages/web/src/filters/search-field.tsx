import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useState } from 'react'
import { useNarrow } from '../ui/use-narrow.ts'

interface Props {
  readonly value: string | undefined
  /** What the field is called. */
  readonly label?: string
  /** Without the key that goes to the field, which is added. */
  readonly placeholder?: string
  readonly onChange: (text: string | undefined) => void
}

/** The field that searches a page's list. The key `/` goes to it. */
export function SearchField({ value, label = 'Search', placeholder = label, onChange }: Props) {
  const [text, setText] = useState(value ?? '')
  const [sent, setSent] = useState(value)
  const [seen, setSeen] = useState(value)
  const find = useDebouncedCallback((wanted: string) => {
    const next = wanted === '' ? undefined : wanted
    setSent(next)
    onChange(next)
  }, 200)
  // Another value than the one that was typed comes from a link.
  if (value !== seen) {
    setSeen(value)
    if (value !== sent) {
      setSent(value)
      setText(value ?? '')
    }
  }
  return (
    <TextInput
      aria-label={label}
      data-filter
      placeholder={useNarrow() ? placeholder : `${placeholder} (/)`}
      size="xs"
      w={180}
      value={text}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value)
        find(currentTarget.value)
      }}
    />
  )
}
