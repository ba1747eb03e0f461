import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Task } from '@clearway/contract'
import type { ReactNode } from 'react'
import { tasksQuery, waitingQuery, workersQuery } from '../api/queries.ts'
import { Ago } from '../ui/ago.tsx'
import { Failure } from '../ui/failure.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { momentOf, Took } from '../ui/took.tsx'
import { Cures } from '../why/cures.tsx'
import { Ring } from '../why/why-card.tsx'
import { projectOf } from './tasks/task-columns.tsx'

/** How many rows of a kind the page shows. */
const most = 12

/** What needs somebody now: stalls, failed runs; what runs; what waits, by reason; who works. */
export function HomePage() {
  const { data: waiting, error } = useQuery(waitingQuery)
  const running = useQuery(tasksQuery({ type: ['controller'], status: ['in_progress', 'queued'] })).data?.tasks ?? []
  const failed = useQuery(tasksQuery({ type: ['controller'], status: ['failed'] })).data?.tasks ?? []
  const { data: workers = [] } = useQuery(workersQuery)
  const busy = workers.filter(({ task, tasks = [] }) => task !== undefined || tasks.length > 0).length
  const counts = Object.entries(waiting?.counts ?? {}).filter(([, count]) => count > 0)
  return (
    <div className="page">
      <h1>Home</h1>
      <Failure error={error} />
      {waiting === undefined || waiting.stalls.length === 0 ? null : (
        <section className="card stalls" aria-label="Stalls">
          <h2>
            <StateMark state="stalled" /> Needs you
          </h2>
          {waiting.stalls.map(({ text, cycle }, index) => {
            const stuck = waiting.tasks.find(({ wait }) => wait.stall === index)
            return (
              <div key={text} className="stall">
                <p>{text}</p>
                <Ring cycle={cycle} />
                {stuck === undefined ? null : <Cures task={stuck.id} cures={stuck.wait.cures} />}
              </div>
            )
          })}
        </section>
      )}
      <RunList title="Running" runs={running} empty="No pipeline runs." />
      <RunList title="Failed last" runs={failed} empty="No run has failed." />
      <section className="card" aria-label="Waiting">
        <h2>Waiting</h2>
        {counts.length === 0 ? (
          <p className="muted">No task waits.</p>
        ) : (
          <p>
            {counts.map(([reason, count]) => `${count} ${reason}`).join(' · ')} — <Link to="/queues">in the queues</Link>
          </p>
        )}
      </section>
      <section className="card" aria-label="Workers">
        <h2>Workers</h2>
        <p>
          {workers.length === 0 ? 'None.' : `${busy} of ${workers.length} work.`} <Link to="/workers">All workers</Link>
        </p>
      </section>
    </div>
  )
}

function RunList({ title, runs, empty }: { readonly title: string; readonly runs: readonly Task[]; readonly empty: ReactNode }) {
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
            <span className="muted">{projectOf(run)}</span>
            <span className="muted reason-text">{run.status === 'failed' ? run.status_message || run.status_reason : ''}</span>
            <span className="muted">
              <Took from={momentOf(run.started)} to={momentOf(run.completed)} /> · <Ago at={run.last_update} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
