import './load.css'
import { lazy, type ReactNode, Suspense } from 'react'
import { Choice } from '../ui/choice.tsx'
import { type LoadHours, loadHours } from './load-hours.ts'
import type { LoadChart } from './machine-charts.ts'

const ScalarChart = lazy(async () => ({ default: (await import('../plots/scalar-chart.tsx')).ScalarChart }))
const names: Readonly<Record<LoadHours, string>> = { 1: 'hour', 24: '24 hours', 168: '7 days' }
const choices = loadHours.map((hours) => ({ value: String(hours), label: names[hours] }))

interface Props {
  readonly title: string
  /** Undefined until they have been read. */
  readonly charts: readonly LoadChart[] | undefined
  readonly hours: LoadHours
  readonly onHours: (hours: LoadHours) => void
  /** What stands in place of charts where nothing was measured. */
  readonly children: ReactNode
}

/** Curves over the last hours; the chosen number of hours stands in the page's address. */
export function LoadCharts({ title, charts, hours, onHours, children }: Props) {
  return (
    <section className="card" aria-label={title}>
      <h2>
        {title}
        <span className="space" />
        <Choice label="Over the last" value={String(hours)} choices={choices} onChange={(chosen) => onHours(Number(chosen) as LoadHours)} />
      </h2>
      {charts?.length === 0 ? <p className="muted">{children}</p> : null}
      <div className="load-charts">
        <Suspense fallback={null}>
          {charts?.map((chart) => (
            <ScalarChart key={chart.title} title={chart.title} curves={chart.curves} top={chart.top} x="time" />
          ))}
        </Suspense>
      </div>
    </section>
  )
}
