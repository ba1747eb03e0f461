import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Task } from '@clearway/contract'
import { progressQuery } from '../../api/home.ts'
import { FirstPipeline } from '../pipelines/first-pipeline.tsx'
import { useHeldRows } from '../../table/use-held-rows.ts'
import { Expected } from '../../ui/expected.tsx'
import { NewRows } from '../../ui/new-rows.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { TaskTook } from '../../ui/took.tsx'
import { projectOf } from '../tasks/task-columns.tsx'
import { RunBar } from './run-bar.tsx'

interface Props {
  readonly runs: readonly Task[]
  readonly isKnown: boolean
  /** Whether no run has ever ended. */
  readonly isFirst: boolean
}
/** How many runs the page shows. */
const most = 12
const idOf = ({ id }: Task): string => id

/** The runs that go on: how far each is, and when it is expected to end. */
export function RunningRuns({ runs, isKnown, isFirst }: Props) {
  const { rows, waiting, isGone, showWaiting } = useHeldRows({ list: String(isKnown), rows: runs.slice(0, most), isRead: isKnown }, idOf)
  const shown = rows.filter((run) => run !== undefined)
  const { data: progress } = useQuery(progressQuery(shown.map(({ id }) => id)))
  return (
    <section className="card" aria-label="Running">
      <h2>
        Running <span className="muted">{runs.length === 0 ? '' : runs.length}</span>
        <NewRows count={waiting} onShow={showWaiting} />
      </h2>
      {shown.length > 0 || !isKnown ? null : isFirst ? <FirstPipeline /> : <p className="muted">No pipeline runs.</p>}
      <ul className="entries">
        {shown.map((run) => (
          <li key={run.id} inert={isGone(run)}>
            <StateMark state={run.status} />
            <Link to="/runs/$run" params={{ run: run.id }}>
              {run.name}
            </Link>
            <span className="muted reason-text">{projectOf(run)}</span>
            <RunBar progress={progress?.get(run.id)} />
            <span className="muted run-time">
              <Expected at={progress?.get(run.id)?.expected_end} what="it ends" isLeft otherwise={<NotKnown />} />
            </span>
            <span className="muted run-time">
              <TaskTook task={run} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Stands for a time that is not known, so that the place does not look like a gap. */
function NotKnown() {
  return <span title="Its end cannot be told from how long the last ones took.">–</span>
}
