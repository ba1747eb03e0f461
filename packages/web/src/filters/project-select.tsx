import { useQuery } from '@tanstack/react-query'
import { projectsQuery } from '../api/task-list.ts'
import { Select } from '../ui/select.tsx'

interface Props {
  /** The project's id. */
  readonly value: string | undefined
  readonly onChange: (project: string | undefined) => void
}

/** The choice of the project whose rows a list shows, with those of the projects below it. */
export function ProjectSelect({ value, onChange }: Props) {
  const { data: projects = [] } = useQuery(projectsQuery)
  return (
    <Select
      label="Project"
      none="All projects"
      value={value}
      choices={projects.map(({ id, name }) => ({ value: id, label: name ?? id }))}
      onChange={onChange}
    />
  )
}
