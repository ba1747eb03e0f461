import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Task } from '@clearway/contract'
import { useRoleRefusal } from '../../actions/use-role-refusal.ts'
import { api } from '../../api/client.ts'
import { failedQuery, setSeenUntil } from '../../api/home.ts'
import { waitingQuery } from '../../api/queries.ts'
import { useHeldRows } from '../../table/use-held-rows.ts'
import { useOwnChanges } from '../../table/use-own-changes.ts'
import { Ago } from '../../ui/ago.tsx'
import { Failure } from '../../ui/failure.tsx'
import { NewRows } from '../../ui/new-rows.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { projectOf } from '../tasks/task-columns.tsx'
import { Stalls, stallsOf } from './stalls.tsx'
import type { WaitingTasks } from './waiting.tsx'
import { TaskLink } from '../../ui/task-link.tsx'

interface Props {
  readonly waiting: WaitingTasks
  /** The user has marked failures up to this time as seen; null: none. */
  readonly seenUntil: string | null
}
/** How many failures the page shows. */
const most = 12
const idOf = ({ id }: Task): string => id

/** Stalls, and the failures since the user last marked them as seen: neither goes on by itself. */
export function NeedsYou({ waiting, seenUntil }: Props) {
  const query = failedQuery(seenUntil)
  const { data: failed = [], isSuccess: isRead, error } = useQuery(query)
  const roleRefusal = useRoleRefusal()
  const look = useMutation({ mutationFn: setSeenUntil })
  const latest = failed[0]?.status_changed
  const { count: ownChanges, showOwn } = useOwnChanges()
  const list = JSON.stringify([seenUntil, ownChanges, isRead])
  const stalls = useHeldRows({ list, rows: stallsOf(waiting), isRead: true }, ({ text }) => text)
  const failures = useHeldRows({ list, rows: failed.slice(0, most), isRead }, idOf)
  const count = waiting.stalls.length + failed.length
  return (
    <section className={waiting.stalls.length > 0 ? 'card stalls' : 'card'} aria-label="Needs you">
      <h2>
        Needs you <span className="muted">{count === 0 ? '' : count}</span>
        <NewRows
          count={stalls.waiting + failures.waiting}
          onShow={() => {
            stalls.showWaiting()
            failures.showWaiting()
          }}
        />
        <span className="space" />
        {latest === undefined ? null : (
          <Button
            size="compact-xs"
            variant="default"
            disabled={roleRefusal !== undefined}
            title={roleRefusal ?? 'What failed until now is no longer listed here.'}
            loading={look.isPending}
            onClick={() => look.mutate(latest)}
          >
            I have seen these
          </Button>
        )}
      </h2>
      <Failure error={error ?? look.error} />
      {isRead && stalls.rows.length + failures.rows.length === 0 ? (
        <p className="muted">Nothing: no task is stalled, and nothing has failed{seenUntil === null ? '' : ' since you last looked'}.</p>
      ) : null}
      <Stalls
        stalls={stalls.rows.filter((stall) => stall !== undefined)}
        isGone={stalls.isGone}
        onCured={() => void showOwn(waitingQuery.queryKey)}
      />
      <ul className="entries">
        {failures.rows.map((task) =>
          task === undefined ? null : (
            <FailedEntry
              key={task.id}
              task={task}
              roleRefusal={roleRefusal}
              isGone={failures.isGone(task)}
              onRetried={() => showOwn(query.queryKey)}
            />
          ),
        )}
      </ul>
      {failures.rows.length < most ? null : (
        <p>
          <Link to="/pipelines" search={{ status: 'failed' }}>
            All that failed
          </Link>
        </p>
      )}
    </section>
  )
}

interface EntryProps {
  readonly task: Task
  readonly roleRefusal: string | undefined
  /** Whether the task no longer counts as failed, and is shown until the list is released. */
  readonly isGone: boolean
  /** Called when it has been retried. */
  readonly onRetried: () => Promise<void>
}

function FailedEntry({ task, roleRefusal, isGone, onRetried }: EntryProps) {
  const { id, name, type, status_message: message, status_reason: reason, status_changed: at, execution } = task
  const isRun = type === 'controller'
  const queue = execution?.queue ?? ''
  const retry = useMutation({
    mutationFn: (): Promise<unknown> =>
      isRun ? api.runs.retry({ run: id }) : api.tasks.enqueue({ task: id, ...(queue === '' ? {} : { queue }) }),
    onSuccess: onRetried,
  })
  return (
    <li inert={isGone}>
      <StateMark state="failed" />
      <TaskLink id={id} isRun={isRun}>
        {name}
      </TaskLink>
      <span className="muted">{projectOf(task)}</span>
      <span className="muted reason-text" title={message || reason}>
        {message || reason}
      </span>
      <Failure error={retry.error} />
      {isRun ? (
        <Link to="/runs/$run" params={{ run: id }} search={{ view: 'log' }}>
          Log
        </Link>
      ) : (
        <Link to="/tasks/$task" params={{ task: id }}>
          Log
        </Link>
      )}
      <span className="muted">
        <Ago at={at} />
      </span>
      <Button
        size="compact-xs"
        variant="default"
        aria-label={`Retry ${name}`}
        disabled={roleRefusal !== undefined}
        title={roleRefusal ?? (isRun ? 'Run again what failed; what completed stays' : 'Put it on its queue again')}
        loading={retry.isPending}
        onClick={() => retry.mutate()}
      >
        Retry
      </Button>
    </li>
  )
}
