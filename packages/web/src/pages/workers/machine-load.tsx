import './workers.css'
import { useQuery } from '@tanstack/react-query'
import { loadQuery } from '../../api/load.ts'
import { type Point, sparkline } from './sparkline.ts'

const [width, height] = [240, 32]
/** The line ends before the edge, so that the dot at its end is whole. */
const inner = width - 3
/** Machines report at least every so many seconds while their agent runs, as seen in the answer. */
const gap = 1900
const names: Readonly<Record<string, string>> = { cpu_usage: 'CPU', gpu_usage: 'GPU' }

/** The load of each agent's machine over the last day; nothing as long as none has reported. */
export function MachineLoad() {
  const { data } = useQuery(loadQuery)
  if (data === undefined || data.workers.length === 0) return null
  return (
    <section className="card" aria-label="Load of the last day">
      <h2>Load of the last day</h2>
      <ul className="loads">
        {data.workers.map(({ worker, metrics }) => (
          <li key={worker}>
            <span>{worker}</span>
            {metrics.map(({ metric, dates, stats }) => {
              const values = stats[0]?.values ?? []
              const points = dates.flatMap((at, index): Point[] => (values[index] === undefined ? [] : [{ at, value: values[index] }]))
              return <Spark key={metric} name={names[metric] ?? metric} points={points} from={data.from} to={data.to} />
            })}
          </li>
        ))}
      </ul>
    </section>
  )
}

interface SparkProps {
  readonly name: string
  readonly points: readonly Point[]
  readonly from: number
  readonly to: number
}

function Spark({ name, points, from, to }: SparkProps) {
  const last = points.at(-1)
  if (last === undefined) return null
  const most = points.reduce((greatest, { value }) => Math.max(greatest, value), 0)
  const [now, top] = [`${Math.round(last.value)} %`, `${Math.round(most)} %`]
  return (
    <span className="spark">
      <span className="muted">{name}</span>
      <svg width={width} height={height} role="img" aria-label={`${name} over the last day: ${now} at last, ${top} at most`}>
        <path d={sparkline(points, { from, to, top: 100, width: inner, height: height - 4, gap })} transform="translate(0 2)" />
        <circle cx={((last.at - from) / (to - from)) * inner} cy={height - 2 - (Math.min(100, last.value) / 100) * (height - 4)} r={2} />
      </svg>
      <span className="number">{now}</span>
      <span className="muted">at most {top}</span>
    </span>
  )
}
