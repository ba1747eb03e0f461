import { useQuery } from '@tanstack/react-query'
import { modelMetricsQuery } from '../../api/models.ts'
import { ColumnChoice } from '../../table/columns-menu.tsx'
import { metricName, metricPath } from '../../table/metric-column.tsx'

interface Props {
  readonly project: string | undefined
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
}

/** The choice of columns of the list of models: any metric, by which the list can then be sorted. */
export function ModelFields({ project, chosen, onChange }: Props) {
  const { data: metrics, error } = useQuery(modelMetricsQuery(project))
  const fields = (metrics ?? []).map((metric) => ({
    path: metricPath(metric.metric_hash, metric.variant_hash),
    label: metricName(metric),
  }))
  return (
    <>
      <ColumnChoice groups={[{ title: 'Last metrics', fields }]} error={error} chosen={chosen} onChange={onChange} />
      {metrics?.length === 0 ? <p className="muted">No model has a metric.</p> : null}
    </>
  )
}
