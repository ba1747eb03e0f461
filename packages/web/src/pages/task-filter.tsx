import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import type { TaskStatus } from '@clearway/contract/status'
import { Choice } from '../ui/choice.tsx'

interface Filter {
  readonly q?: string
  readonly status?: TaskStatus
}
interface Props {
  readonly filter: Filter
  readonly onChange: (filter: { readonly q: string | undefined; readonly status: TaskStatus | undefined }) => void
}
const statuses: readonly { readonly value: TaskStatus | 'all'; readonly label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'queued', label: 'Waiting' },
  { value: 'in_progress', label: 'Running' },
  { value: 'completed', label: 'Completed' },
  { value: 'failed', label: 'Failed' },
  { value: 'stopped', label: 'Aborted' },
]

/** The search field and the statuses above a list of tasks. Both stand in the page's address. */
export function TaskFilter({ filter: { q, status }, onChange }: Props) {
  const search = useDebouncedCallback((text: string) => onChange({ q: text === '' ? undefined : text, status }), 200)
  return (
    <>
      <TextInput
        aria-label="Search"
        placeholder="Search"
        size="xs"
        w={220}
        defaultValue={q ?? ''}
        onChange={(event) => search(event.currentTarget.value)}
      />
      <Choice
        label="Status"
        value={status ?? 'all'}
        choices={statuses}
        onChange={(value) => onChange({ q, status: value === 'all' ? undefined : value })}
      />
    </>
  )
}
