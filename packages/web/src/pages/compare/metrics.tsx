import type { Task } from '@clearway/contract'
import { useMemo } from 'react'
import { metricRowsOf } from '../../compare/metrics.ts'
import { Empty } from '../../ui/empty.tsx'
import { shownNumber } from '../../ui/shown-number.ts'
import { ComparedTable } from './compared-table.tsx'

/** The last values of the metrics of several tasks, and how far each is from that of the base. */
export function Metrics({ tasks, base }: { readonly tasks: readonly Task[]; readonly base: number }) {
  const metrics = useMemo(() => metricRowsOf(tasks), [tasks])
  if (metrics.length === 0) return <Empty>None of the tasks has reported a metric.</Empty>
  const byPath = new Map(metrics.map((metric) => [metric.path, metric.values]))
  const distance = ({ key }: { readonly key: string }, index: number): string => {
    const values = byPath.get(key)
    const [value, other] = [values?.[index], values?.[base]]
    if (value === undefined || other === undefined || index === base || value === other) return ''
    return `${value > other ? '+' : '−'}${shownNumber(Math.abs(value - other))}`
  }
  const rows = metrics.map(({ path, name, values }) => ({
    key: path,
    group: '',
    name,
    values: values.map((value) => (value === undefined ? undefined : shownNumber(value))),
    differs: new Set(values).size > 1,
  }))
  return <ComparedTable label="Last metrics" tasks={tasks} base={base} rows={rows} beside={distance} />
}
