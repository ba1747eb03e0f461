import { Link } from '@tanstack/react-router'
import type { Task } from '@clearway/contract'
import type { ReactNode } from 'react'
import { Ago } from '../../ui/ago.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { momentOf, Took } from '../../ui/took.tsx'
import { projectOf } from '../tasks/task-columns.tsx'

interface Props {
  readonly title: string
  readonly runs: readonly Task[]
  readonly empty: ReactNode
}
/** How many runs the page shows. */
const most = 12

export function RunList({ title, runs, empty }: Props) {
  return (
    <section className="card" aria-label={title}>
      <h2>
        {title} <span className="muted">{runs.length === 0 ? '' : runs.length}</span>
      </h2>
      {runs.length === 0 ? <p className="muted">{empty}</p> : null}
      <ul className="entries">
        {runs.slice(0, most).map((run) => (
          <li key={run.id}>
            <StateMark state={run.status} />
            <Link to="/runs/$run" params={{ run: run.id }}>
              {run.name}
            </Link>
            <span className="muted reason-text">{projectOf(run)}</span>
            <span className="muted">
              <Took from={momentOf(run.started)} to={momentOf(run.completed)} /> · <Ago at={run.last_update} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
