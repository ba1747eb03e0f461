import type { Schedule, ScheduleFire, TriggerFire } from '@clearway/contract'
import { Link } from '@tanstack/react-router'
import { Ago } from '../../ui/ago.tsx'
import { StateMark } from '../../ui/state-mark.tsx'

/** What a schedule or a trigger starts. */
export function Starts({ start, original }: Pick<Schedule, 'start' | 'original'>) {
  if (original !== undefined)
    return (
      <>
        a clone of{' '}
        <Link to="/tasks/$task" params={{ task: original.id }}>
          {original.name ?? original.id}
        </Link>
      </>
    )
  return (
    <>
      a run of {start.pipeline}
      {start.project === undefined ? '' : ` in ${start.project}`}
    </>
  )
}

/** What became of the last fire. */
export function LastFire({ fire }: { readonly fire: ScheduleFire | TriggerFire | undefined }) {
  if (fire === undefined) return <span className="muted">has not fired yet</span>
  const { outcome, task, reason, fired } = fire
  return (
    <span title={reason ?? ''}>
      {task === undefined ? (
        outcome
      ) : (
        <>
          {task.status === undefined ? null : <StateMark state={task.status} size={12} />}{' '}
          <Link to="/tasks/$task" params={{ task: task.id }}>
            {task.name ?? task.id}
          </Link>
        </>
      )}{' '}
      <span className="muted">
        <Ago at={fired} />
        {task === undefined && reason !== undefined ? `: ${reason}` : ''}
      </span>
    </span>
  )
}
