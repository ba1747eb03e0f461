import { IconLock } from '@tabler/icons-react'
import type { ModelEx } from '@clearway/contract'
import { metricColumn, metricName } from '../../table/metric-column.tsx'
import type { Column } from '../../table/virtual-table.tsx'
import { Ago } from '../../ui/ago.tsx'
import { shownNumber } from '../../ui/shown-number.ts'

interface LastMetric {
  readonly metric: string
  readonly variant: string
  readonly value: unknown
}

/** The last metrics of a model with their names. */
export function metricsOf({ last_metrics: metrics = {} }: ModelEx): readonly { readonly name: string; readonly value: string }[] {
  return Object.values(metrics as Readonly<Record<string, Readonly<Record<string, LastMetric>>>>)
    .flatMap((variants) => Object.values(variants))
    .map(({ metric, variant, value }) => ({
      name: metricName({ metric, variant }),
      value: typeof value === 'number' ? shownNumber(value) : String(value),
    }))
}

/** The columns of the list of models: with the metrics that are chosen, or all in one column if none is and any of the models has one. */
export function modelColumns(rows: readonly (ModelEx | undefined)[], chosen: readonly string[]): readonly Column<ModelEx>[] {
  const hasMetrics = chosen.length === 0 && rows.some((row) => row !== undefined && metricsOf(row).length > 0)
  return [
    {
      id: 'ready',
      header: 'Published',
      isUnseen: true,
      width: '18px',
      cell: ({ ready }) => (ready === true ? <IconLock size={14} role="img" aria-label="published" /> : null),
    },
    { id: 'name', header: 'Name', width: 'minmax(140px, 2fr)', sort: 'name', cell: ({ name }) => name },
    {
      id: 'project',
      header: 'Project',
      width: 'minmax(90px, 1fr)',
      sort: 'project.name',
      isWideOnly: true,
      cell: ({ project }) => project?.name,
    },
    { id: 'framework', header: 'Framework', width: '100px', sort: 'framework', isWideOnly: true, cell: ({ framework }) => framework },
    ...chosen.map((path) => metricColumn<ModelEx>(path, rows)),
    ...(hasMetrics
      ? [
          {
            id: 'metric',
            header: 'Last metrics',
            width: 'minmax(120px, 1fr)',
            cell: (model: ModelEx) =>
              metricsOf(model)
                .map(({ name, value }) => `${name} ${value}`)
                .join(' · '),
          },
        ]
      : []),
    { id: 'task', header: 'Made by', width: 'minmax(110px, 1fr)', sort: 'task.name', cell: ({ task }) => task?.name },
    { id: 'tags', header: 'Tags', width: 'minmax(70px, 1fr)', isWideOnly: true, cell: ({ tags = [] }) => tags.join(', ') },
    {
      id: 'updated',
      header: 'Updated',
      isNumber: true,
      width: '90px',
      sort: 'last_update',
      isWideOnly: true,
      cell: ({ last_update }) => <Ago at={last_update} />,
    },
  ]
}
