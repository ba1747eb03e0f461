import type { WorkerAttempt } from '@clearway/contract'
import { Link } from '@tanstack/react-router'
import { Ago } from '../../ui/ago.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { TaskLink } from '../../ui/task-link.tsx'
import { Took } from '../../ui/took.tsx'
import { attemptKey, stateOfAttempt } from '../task/attempt-words.ts'

/** What an agent has run, the latest first: each attempt with its task, where, for how long, and why it ended as it did. */
export function WorkerHistory({ attempts }: { readonly attempts: readonly WorkerAttempt[] | undefined }) {
  return (
    <section className="card" aria-label="What it has run">
      <h2>What it has run</h2>
      {attempts?.length === 0 ? <p className="muted">Nothing yet.</p> : null}
      <ol className="entries history">
        {attempts?.map((attempt) => (
          <li key={attemptKey(attempt)}>
            <Attempt attempt={attempt} />
          </li>
        ))}
      </ol>
    </section>
  )
}

function Attempt({ attempt }: { readonly attempt: WorkerAttempt }) {
  const { task, name, is_run: isRun = false, run, lane, worker = '', number, claimed, started, ended, outcome, state, reason } = attempt
  const place = lane === 'light' ? 'light lane' : `slot ${worker.slice(worker.lastIndexOf(':') + 1)}`
  return (
    <>
      <StateMark state={stateOfAttempt(attempt)} />
      <TaskLink id={task} isRun={isRun}>
        {name}
      </TaskLink>
      {run === undefined ? null : (
        <span className="muted">
          of{' '}
          <Link to="/runs/$run" params={{ run: run.id }} search={{ step: name }}>
            {run.name}
          </Link>
        </span>
      )}
      <span className="muted">
        {place}
        {number > 1 ? ` · attempt ${number}` : ''} · {(outcome ?? state).replaceAll('_', ' ')}
      </span>
      <span className="muted reason-text" title={reason}>
        {reason}
      </span>
      <span className="muted">
        <Took from={started} to={ended} />
      </span>
      <span className="muted">{claimed === undefined ? null : <Ago at={new Date(claimed).toISOString()} />}</span>
    </>
  )
}
