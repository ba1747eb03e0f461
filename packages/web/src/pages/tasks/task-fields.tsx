import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { taskMetricsQuery, taskParametersQuery } from '../../api/task-list.ts'
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
  const [text, setText] = useState('')
  const { data: parameters, error } = useQuery(taskParametersQuery(project, text))
  const { data: metrics, error: metricsError } = useQuery(taskMetricsQuery(project))
  const groups = [
    {
      title: 'Parameters',
      fields: (parameters?.found ?? []).map(({ section, name }) => ({
        path: pathOf('hyperparams', section, name),
        label: `${section}/${name}`,
      })),
      more: parameters?.more ?? 0,
    },
    {
      title: 'Last metrics',
      fields: (metrics ?? []).map((metric) => ({
        path: metricPath(metric.metric_hash, metric.variant_hash),
        label: metricName(metric),
      })),
    },
    { title: 'Other', fields: Object.entries(plainFields).map(([path, label]) => ({ path, label })) },
  ]
  return <ColumnChoice groups={groups} error={error ?? metricsError} chosen={chosen} onChange={onChange} onSearch={setText} />
}
