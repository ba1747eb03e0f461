import { useQuery } from '@tanstack/react-query'
import { latestRunsQuery, namedTasksQuery } from '../api/task-list.ts'
import { Select } from '../ui/select.tsx'

interface Props {
  /** The id of a run. */
  readonly value: string | undefined
  readonly onChange: (run: string | undefined) => void
}

/** A choice of one of the latest runs. The chosen one is named however old it is. */
export function RunSelect({ value, onChange }: Props) {
  const { data: latest = [] } = useQuery(latestRunsQuery)
  const isLatest = value === undefined || latest.some(({ id }) => id === value)
  const { data: older = [] } = useQuery(namedTasksQuery(isLatest ? [] : [value]))
  const choices = [...(isLatest ? [] : older), ...latest].map(({ id, name }) => ({ value: id, label: name ?? id }))
  return <Select label="Run" none="All runs" value={value} choices={choices} onChange={onChange} />
}
