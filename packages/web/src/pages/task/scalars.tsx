import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { scalarsQuery } from '../../api/queries.ts'
import { type Curve, ScalarChart } from '../../plots/scalar-chart.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'

/** The scalars of a task, a chart for each metric. */
export function Scalars({ task }: { readonly task: string }) {
  const { data, error } = useQuery(scalarsQuery(task))
  const metrics = useMemo(
    () => Object.entries(data ?? {}).map(([title, variants]) => ({ title, curves: Object.values(variants).map(curveOf) })),
    [data],
  )
  if (data === undefined) return <Failure error={error} />
  if (metrics.length === 0) return <Empty>The task has reported no scalars.</Empty>
  return (
    <div className="charts two">
      {metrics.map(({ title, curves }) => (
        <ScalarChart key={title} title={title} curves={curves} />
      ))}
    </div>
  )
}

/** What is no finite number is a gap in the curve. */
function curveOf({ name, x, y }: { readonly name: string; readonly x: readonly unknown[]; readonly y: readonly unknown[] }): Curve {
  return { name, x: x.map(Number), y: y.map((value) => (typeof value === 'number' ? value : null)) }
}
