import { useQuery } from '@tanstack/react-query'
import type { Task } from '@clearway/contract'
import { useMemo } from 'react'
import { comparedScalarsQuery } from '../../api/scalars.ts'
import { chartsOf } from '../../compare/curves.ts'
import { mostDrawn } from '../../compare/drawn.ts'
import { ScalarChart } from '../../plots/scalar-chart.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { type CompareChange, type CompareSearch, xAxes } from './compare-search.ts'

interface Props {
  readonly tasks: readonly Task[]
  readonly search: CompareSearch
  readonly onChange: (change: CompareChange) => void
}

/** The curves of several tasks over each other, a chart for each metric. */
export function ComparedScalars({ tasks, search: { x = 'iteration', smooth = 0 }, onChange }: Props) {
  const drawn = useMemo(() => tasks.slice(0, mostDrawn).map(({ id, name = id }) => ({ id, name })), [tasks])
  const { data, error } = useQuery(comparedScalarsQuery(drawn.map(({ id }) => id)))
  const charts = useMemo(
    () => (data === undefined ? [] : chartsOf(data.curves, { tasks: drawn, x, weight: smooth / 100 })),
    [data, drawn, x, smooth],
  )
  return (
    <>
      <div className="bar">
        <Choice
          label="Over"
          value={x}
          choices={xAxes.map((value) => ({ value, label: `${value[0]?.toUpperCase()}${value.slice(1)}` }))}
          onChange={(value) => onChange({ x: value === 'iteration' ? undefined : value })}
        />
        <label className="smoothing">
          Smoothing
          <input
            type="range"
            min={0}
            max={95}
            step={5}
            value={smooth}
            onChange={({ currentTarget: { value } }) => onChange({ smooth: value === '0' ? undefined : Number(value) })}
          />
          <span className="number">{smooth} %</span>
        </label>
        {tasks.length > mostDrawn ? (
          <span className="muted">
            {mostDrawn} of {tasks.length} are drawn; the tab Metrics shows all.
          </span>
        ) : null}
      </div>
      <Failure error={error} />
      {data !== undefined && charts.length === 0 ? <Empty>None of the tasks has reported scalars.</Empty> : null}
      <div className="charts two">
        {charts.map(({ title, curves }) => (
          <ScalarChart key={title} title={title} curves={curves} x={x} />
        ))}
      </div>
    </>
  )
}
