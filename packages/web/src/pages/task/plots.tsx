import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { plotsQuery } from '../../api/queries.ts'
import { figureOf } from '../../plots/figure-of.ts'
import { Plot } from '../../plots/plot.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'

/** The plots that the task reported, each in its latest iteration. */
export function Plots({ task }: { readonly task: string }) {
  const { data, error } = useQuery(plotsQuery(task))
  const plots = useMemo(
    () =>
      (data?.plots ?? []).map(({ metric, variant, iter, plot_str }) => ({
        title: `${String(metric)} ${String(variant)}, iteration ${String(iter)}`,
        figure: figureOf(plot_str),
      })),
    [data],
  )
  if (data === undefined) return <Failure error={error} />
  if (plots.length === 0) return <Empty>The task has reported no plots.</Empty>
  return (
    <div className="charts">
      {plots.map(({ title, figure }) => (
        <figure key={title}>
          <figcaption className="muted">{title}</figcaption>
          {figure === undefined ? <p className="muted">What is stored is no figure.</p> : <Plot title={title} figure={figure} />}
        </figure>
      ))}
    </div>
  )
}
