import './load.css'
import { type Point, sparkline } from './sparkline.ts'

const [width, height] = [240, 32]
/** The line ends before the edge, so that the dot at its end is whole. */
const inner = width - 3

interface Props {
  readonly name: string
  readonly points: readonly Point[]
  /** The times at the left and the right edge, in seconds since the epoch. */
  readonly from: number
  readonly to: number
  /** The value at the upper edge; by default the greatest one. */
  readonly top?: number
  /** Between points that are farther apart than this, in seconds, nothing was reported. */
  readonly gap: number
  readonly unit: string
  /** Whether the last value is left out, because it stands beside the curve anyway. */
  readonly hasNoLast?: boolean
}

/** A small curve with its last and its greatest value. */
export function Spark({ name, points, from, to, top, gap, unit, hasNoLast = false }: Props) {
  const last = points.at(-1)
  if (last === undefined) return null
  const most = points.reduce((greatest, { value }) => Math.max(greatest, value), 0)
  const [now, highest] = [`${Math.round(last.value)}${unit}`, `${Math.round(most)}${unit}`]
  const edge = top ?? Math.max(1, most)
  return (
    <span className="spark">
      <span className="muted">{name}</span>
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${name} over the last day: ${hasNoLast ? '' : `${now} at last, `}${highest} at most`}
      >
        <path d={sparkline(points, { from, to, top: edge, width: inner, height: height - 4, gap })} transform="translate(0 2)" />
        <path
          className="dot"
          d={`M${((last.at - from) / (to - from)) * inner} ${height - 2 - (Math.min(edge, last.value) / edge) * (height - 4)}h0`}
        />
      </svg>
      {hasNoLast ? null : <span className="number">{now}</span>}
      <span className="muted">at most {highest}</span>
    </span>
  )
}
