import { Link } from '@tanstack/react-router'
import type { PipelineRun } from '@clearway/contract'
import { runningTime } from '@clearway/contract/running-time'
import { hasCompleted } from '@clearway/contract/status'
import { useRowsHeldWhile } from '../../table/use-held-rows.ts'
import { useHold } from '../../table/use-hold.ts'
import { useTextAt } from '../../ui/clock.ts'
import { durationOf } from '../../ui/duration.ts'
import { lookOf } from '../../ui/look.ts'
import { StateMark } from '../../ui/state-mark.tsx'
import { barHeights } from './bar-heights.ts'
import { numberOf } from './run-number.ts'

interface Props {
  readonly pipeline: string
  /** The newest last. */
  readonly runs: readonly PipelineRun[]
  readonly row: number
}
const idOf = ({ id }: PipelineRun): string => id

/** The last runs of a pipeline, a bar for each, whose height shows how long the run took among them. It is one stop of the tab key, at the newest run. */
export function RunStrip({ pipeline, runs: newest, row }: Props) {
  // A bar is narrow: one that comes in would put another below the pointer.
  const { isHeld, holding } = useHold()
  const runs = useRowsHeldWhile(isHeld, { list: pipeline, rows: newest }, idOf).rows.filter((run) => run !== undefined)
  // As a text: what stays the same as time passes is not drawn anew.
  const heights = JSON.parse(useTextAt((now) => JSON.stringify(barHeights(runs.map((run) => tookAt(run, now)))))) as (number | null)[]
  return (
    <span className="run-strip" role="group" aria-label={`Last runs of ${pipeline}`} {...holding}>
      {runs.length === 0 ? <span className="muted">no run yet</span> : null}
      {runs.map((run, index) => (
        <RunBar key={run.id} run={run} row={row} height={heights[index] ?? undefined} isStop={index === runs.length - 1} />
      ))}
    </span>
  )
}

/** How long a run took, or has taken so far, in ms; undefined if it has not begun. */
function tookAt(run: PipelineRun, now: number): number | undefined {
  const { from, to = now } = runningTime(run) ?? {}
  return from === undefined ? undefined : Math.max(0, to - from)
}

interface BarProps {
  readonly run: PipelineRun
  readonly row: number
  readonly height: number | undefined
  readonly isStop: boolean
}

/** A run as a bar; one that has not completed has the mark of its state below. */
function RunBar({ run, row, height, isStop }: BarProps) {
  const took = useTextAt((now) => {
    const milliseconds = tookAt(run, now)
    return milliseconds === undefined ? '' : `, ${durationOf(milliseconds)}`
  })
  const { label: state, color } = lookOf(run.status)
  const label = `${numberOf(run)}: ${state}${took}`
  return (
    <Link to="/runs/$run" params={{ run: run.id }} aria-label={label} title={label} data-row={row} tabIndex={isStop ? 0 : -1}>
      {height === undefined ? null : (
        <span className="strip-track">
          <i style={{ height: `${height}%`, background: color }} />
        </span>
      )}
      {hasCompleted(run.status) ? null : <StateMark state={run.status} size={12} />}
    </Link>
  )
}
