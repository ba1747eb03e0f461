import type { ScalarCurve } from '@clearway/contract/scalar-curves'
import { useQuery } from '@tanstack/react-query'
import { Fragment, useMemo } from 'react'
import { scalarsQuery, singleValuesQuery } from '../../api/scalars.ts'
import { type Curve, ScalarChart } from '../../plots/scalar-chart.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { shownNumber } from '../../ui/shown-number.ts'

/** The scalars of a task: values without iterations, and a chart for each metric. */
export function Scalars({ task }: { readonly task: string }) {
  const { data, error } = useQuery(scalarsQuery(task))
  const { data: values = [] } = useQuery(singleValuesQuery(task))
  const metrics = useMemo(() => [...Map.groupBy(data?.curves ?? [], ({ metric }) => metric)], [data])
  if (data === undefined) return <Failure error={error} />
  if (metrics.length === 0 && values.length === 0) return <Empty>The task has reported no scalars.</Empty>
  return (
    <>
      {values.length === 0 ? null : (
        <dl className="single-values" aria-label="Single values">
          {values.map(({ name, value }) => (
            <Fragment key={name}>
              <dt className="muted">{name}</dt>
              <dd className="number">{shownNumber(value)}</dd>
            </Fragment>
          ))}
        </dl>
      )}
      <div className="charts two">
        {metrics.map(([title, curves]) => (
          <ScalarChart key={title} title={title} curves={curves.map(drawnCurve)} />
        ))}
      </div>
    </>
  )
}

const drawn = new WeakMap<ScalarCurve, Curve>()

/** What is no finite number is a gap in the curve. A curve that has not changed is the same object as before, so that its chart is not drawn again. */
function drawnCurve(curve: ScalarCurve): Curve {
  const known = drawn.get(curve)
  if (known !== undefined) return known
  const made = { name: curve.variant, x: curve.iter, y: curve.value.map((value) => (typeof value === 'number' ? value : null)) }
  drawn.set(curve, made)
  return made
}
