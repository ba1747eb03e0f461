import { type MouseEvent, useMemo } from 'react'
import { marksOf } from './marks-of.ts'

interface Props {
  /** How high the lines are together, in pixels: the strip is no higher. */
  readonly height: number
  /** How many lines the log has. */
  readonly count: number
  /** The positions of the lines that name errors, and of those that the search finds. */
  readonly errors: readonly number[]
  readonly hits: readonly number[]
  readonly onGo: (line: number) => void
}

/** Beside a log: where in it errors and hits of the search are. A click goes there; the search and its arrows do the same by keys. */
export function LogStrip({ height: most, count, errors, hits, onGo }: Props) {
  const marks = useMemo(() => [...marksOf(hits, count, 'hit'), ...marksOf(errors, count, 'error')], [hits, errors, count])
  if (marks.length === 0) return null
  const go = ({ clientY, currentTarget }: MouseEvent<HTMLElement>): void => {
    const { top, height } = currentTarget.getBoundingClientRect()
    onGo(Math.max(0, Math.min(count - 1, Math.floor(((clientY - top) / height) * count))))
  }
  return (
    <div className="log-strip" style={{ maxHeight: most }} aria-hidden="true" onClick={go}>
      {marks.map(({ kind, top }) => (
        <i key={`${kind} ${top}`} className={kind} style={{ top: `${top}%` }} />
      ))}
    </div>
  )
}
