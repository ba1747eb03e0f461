import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useNarrow } from '../ui/use-narrow.ts'

interface Props {
  readonly value: string | undefined
  /** Without the key that goes to the field, which is added. */
  readonly placeholder?: string
  readonly onChange: (text: string | undefined) => void
}

/** The field that searches a page's list. The key `/` goes to it. */
export function SearchField({ value, placeholder = 'Search', onChange }: Props) {
  const find = useDebouncedCallback((text: string) => onChange(text === '' ? undefined : text), 200)
  return (
    <TextInput
      aria-label="Search"
      data-filter
      placeholder={useNarrow() ? placeholder : `${placeholder} (/)`}
      size="xs"
      w={180}
      defaultValue={value ?? ''}
      onChange={(event) => find(event.currentTarget.value)}
    />
  )
}
