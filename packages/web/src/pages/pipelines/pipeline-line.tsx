import { Link } from '@tanstack/react-router'
import type { PipelineSummary } from '@clearway/contract'
import { versionName } from '@clearway/contract/run-origin'
import { durationOf } from '../../ui/duration.ts'
import { Until } from '../../ui/until.tsx'
import { pipelineOf } from './pipeline-name.ts'
import { rateOf } from './pipeline-rate.ts'
import { RunStrip } from './run-strip.tsx'

interface Props {
  readonly pipeline: PipelineSummary
  /** The place of the line, by which the arrow keys find the next one. */
  readonly row: number
  /** Whether it is still shown although the list no longer has it. */
  readonly isGone: boolean
}

/** A pipeline: its version, its last runs, how often and how fast it completes, when it starts next. */
export function PipelineLine({ pipeline: { project, name, version, runs, next, ...sums }, row, isGone }: Props) {
  const { pipeline, folder } = pipelineOf(name)
  const rate = rateOf(sums)
  return (
    <li className="pipeline-line" inert={isGone}>
      <span className="pipeline-name">
        <Link to="/pipelines/$project" params={{ project }}>
          {pipeline}
        </Link>{' '}
        <span className="muted less">{folder}</span>
      </span>
      <span className="muted less">{version === undefined ? '' : versionName(version)}</span>
      <RunStrip pipeline={pipeline} runs={runs} row={row} />
      <span className="pipeline-rate number" title={rate?.why}>
        {rate?.text}
        {rate === undefined ? null : <span className="muted less"> completed</span>}
      </span>
      <TimeTaken {...sums} />
      <span className="muted less">
        {next === undefined ? null : (
          <>
            next <Until at={next} />
          </>
        )}
      </span>
      <Link to="/pipelines/$project/new" params={{ project }} className="button less" aria-label={`New run of ${pipeline}`}>
        New run
      </Link>
    </li>
  )
}

function TimeTaken({ median, spread = 0, completed }: Pick<PipelineSummary, 'median' | 'spread' | 'completed'>) {
  if (median === undefined) return <span className="less" />
  const around = spread < 50 ? '' : ` ±${durationOf(spread)}`
  const why = `The median of ${completed === 1 ? 'the run' : `the ${completed} runs`} that completed${
    around === '' ? '' : `; half of them took at most ${durationOf(spread)} longer or shorter`
  }`
  return (
    <span className="less number" title={why}>
      <span className="muted">median</span> {durationOf(median)}
      <span className="muted">{around}</span>
    </span>
  )
}
