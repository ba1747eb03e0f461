import { Select } from '../ui/select.tsx'

interface Props {
  readonly value: true | undefined
  readonly onChange: (archived: true | undefined) => void
}

/** The choice whether a list shows what is archived, or what is not. */
export function ArchivedSelect({ value, onChange }: Props) {
  return (
    <Select
      label="Archived or not"
      none="Not archived"
      value={value === true ? 'archived' : undefined}
      choices={[{ value: 'archived', label: 'Archived' }]}
      onChange={(chosen) => onChange(chosen === undefined ? undefined : true)}
    />
  )
}
