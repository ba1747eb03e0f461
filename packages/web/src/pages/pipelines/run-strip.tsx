import { Link } from '@tanstack/react-router'
import type { PipelineRun } from '@clearway/contract'
import { runningTime } from '@clearway/contract/running-time'
import { useTextAt } from '../../ui/clock.ts'
import { durationOf } from '../../ui/duration.ts'
import { lookOf } from '../../ui/look.ts'
import { StateMark } from '../../ui/state-mark.tsx'
import { numberOf } from './run-number.ts'

interface Props {
  readonly pipeline: string
  /** The newest last. */
  readonly runs: readonly PipelineRun[]
  readonly row: number
}

/** The last runs of a pipeline, a mark for each. It is one stop of the tab key, at the newest run. */
export function RunStrip({ pipeline, runs, row }: Props) {
  return (
    <span className="run-strip" role="group" aria-label={`Last runs of ${pipeline}`}>
      {runs.length === 0 ? <span className="muted">no run yet</span> : null}
      {runs.map((run, index) => (
        <RunMark key={run.id} run={run} row={row} isStop={index === runs.length - 1} />
      ))}
    </span>
  )
}

function RunMark({ run, row, isStop }: { readonly run: PipelineRun; readonly row: number; readonly isStop: boolean }) {
  const { from, to } = runningTime(run) ?? {}
  const took = useTextAt((now) => (from === undefined ? '' : `, ${durationOf((to ?? now) - from)}`))
  const label = `${numberOf(run)}: ${lookOf(run.status).label}${took}`
  return (
    <Link to="/runs/$run" params={{ run: run.id }} aria-label={label} title={label} data-row={row} tabIndex={isStop ? 0 : -1}>
      <StateMark state={run.status} />
    </Link>
  )
}
