import { ActionIcon, TextInput } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useRef } from 'react'
import { useNarrow } from '../ui/use-narrow.ts'
import type { LogSearch } from './use-log-search.ts'

interface Props {
  readonly search: LogSearch
  /** How many lines the log has. */
  readonly count: number
}

/** What a log is searched for, how many lines have it, and the arrows from one to the next. */
export function LogSearchBar({
  search: { query, wanted, isExpression, isMalformed, hits, at, setQuery, setExpression, step },
  count,
}: Props) {
  const field = useRef<HTMLInputElement>(null)
  const isNarrow = useNarrow()
  // The browser's own search would find only the lines that are drawn.
  useHotkeys([['mod+F', () => field.current?.focus()]])
  const noHit = hits.length > 0 ? '' : wanted === '' ? 'Type what to search for.' : 'No line has it.'
  const arrow = { size: 24, variant: 'default', title: noHit, disabled: hits.length === 0 } as const
  return (
    <>
      <TextInput
        ref={field}
        size="xs"
        className="log-search"
        aria-label="Search the log"
        placeholder={isNarrow ? 'Search' : 'Search (Ctrl F)'}
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && hits.length > 0) step(event.shiftKey ? -1 : 1)
        }}
      />
      <button
        type="button"
        className="log-expression"
        aria-label="Regular expression"
        title="Search for a regular expression"
        aria-pressed={isExpression}
        onClick={() => setExpression(!isExpression)}
      >
        .*
      </button>
      <span className="muted log-count">
        {isMalformed
          ? 'not an expression'
          : wanted === ''
            ? `${count.toLocaleString('en')} ${count === 1 ? 'line' : 'lines'}`
            : `${hits.length === 0 ? 0 : at + 1} of ${hits.length.toLocaleString('en')}`}
      </span>
      <ActionIcon {...arrow} aria-label="Previous match" onClick={() => step(-1)}>
        <IconArrowUp size={14} />
      </ActionIcon>
      <ActionIcon {...arrow} aria-label="Next match" onClick={() => step(1)}>
        <IconArrowDown size={14} />
      </ActionIcon>
    </>
  )
}
