import './workers.css'
import { useQuery } from '@tanstack/react-query'
import { loadQuery } from '../../api/load.ts'
import { Spark } from '../../load/spark.tsx'
import { pointsOf } from '../../load/sparkline.ts'
import { WorkerLink } from '../../why/link.tsx'

const names: Readonly<Record<string, string>> = { cpu_usage: 'CPU', gpu_usage: 'GPU' }

/** The load of each agent's machine over the last day; nothing as long as none has reported. */
export function MachineLoad() {
  const { data } = useQuery(loadQuery)
  if (data === undefined || data.workers.length === 0) return null
  const { from, to, gap } = data
  return (
    <section className="card" aria-label="Load of the last day">
      <h2>Load of the last day</h2>
      <ul className="loads">
        {data.workers.map(({ worker, metrics }) => (
          <li key={worker}>
            <WorkerLink id={worker} />
            {metrics.map(({ metric, dates, stats }) => {
              const points = pointsOf({ dates, values: stats[0]?.values ?? [] })
              return <Spark key={metric} name={names[metric] ?? metric} points={points} from={from} to={to} top={100} gap={gap} unit=" %" />
            })}
          </li>
        ))}
      </ul>
    </section>
  )
}
