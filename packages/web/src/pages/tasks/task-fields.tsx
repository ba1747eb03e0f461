import { useQuery } from '@tanstack/react-query'
import { taskFieldsQuery } from '../../api/task-list.ts'
import { ColumnChoice } from '../../table/columns-menu.tsx'
import { pathOf } from '../../table/field-path.ts'
import { metricName, metricPath } from '../../table/metric-column.tsx'
import { plainFields } from './chosen-columns.tsx'

interface Props {
  readonly project: string | undefined
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
}

/** The choice of columns of a list of tasks: any parameter, any metric and some other fields. */
export function TaskFields({ project, chosen, onChange }: Props) {
  const { data, error } = useQuery(taskFieldsQuery(project))
  const groups = [
    {
      title: 'Parameters',
      fields: (data?.parameters ?? []).map(({ section, name }) => ({
        path: pathOf('hyperparams', section, name),
        label: `${section}/${name}`,
      })),
    },
    {
      title: 'Last metrics',
      fields: (data?.metrics ?? []).map((metric) => ({
        path: metricPath(metric.metric_hash, metric.variant_hash),
        label: metricName(metric),
      })),
    },
    { title: 'Other', fields: Object.entries(plainFields).map(([path, label]) => ({ path, label })) },
  ]
  return <ColumnChoice groups={groups} error={error} chosen={chosen} onChange={onChange} />
}
