import { Link } from '@tanstack/react-router'
import type { WaitReason } from '@clearway/contract'
import type { api } from '../../api/client.ts'
import { useHeldRows } from '../../table/use-held-rows.ts'
import { NewRows } from '../../ui/new-rows.tsx'
import { LinkedTask, QueueLink } from '../../why/link.tsx'

/** The queued tasks with the one reason why each waits, as the server explains them. */
export type WaitingTasks = Awaited<ReturnType<(typeof api)['queues']['explain']>>
const words: Readonly<Record<WaitReason, string>> = {
  stalled: 'can never run as things are',
  unserved: 'in queues that nobody serves',
  unfit: 'that no worker fits',
  paused: 'paused',
  busy: 'wait for a free slot',
  limited: 'held back by a limit',
  delayed: 'wait for their time',
  parents: 'wait for other steps',
}
/** How many tasks of each reason are shown. */
const most = 4
type WaitingTask = WaitingTasks['tasks'][number]
/** A task that waits for another reason than before has another row, in the group of that reason. */
const idOf = ({ id, wait }: WaitingTask): string => `${wait.reason} ${id}`

/** What waits, by reason: first what needs somebody. */
export function Waiting({ waiting: { counts, tasks } }: { readonly waiting: WaitingTasks }) {
  const reasons = Object.keys(words) as WaitReason[]
  const count = reasons.reduce((sum, reason) => sum + counts[reason], 0)
  const newest = reasons.flatMap((reason) => tasks.filter(({ wait }) => wait.reason === reason).slice(0, most))
  const { rows, waiting: later, isGone, showWaiting } = useHeldRows({ list: 'waiting', rows: newest, isRead: true }, idOf)
  const groups = [
    ...Map.groupBy(
      rows.filter((task) => task !== undefined),
      ({ wait }) => wait.reason,
    ),
  ]
  return (
    <section className="card" aria-label="Waiting">
      <h2>
        Waiting <span className="muted">{count || ''}</span>
        <NewRows count={later} onShow={showWaiting} />
        <span className="space" />
        <Link to="/queues" className="muted">
          Queues
        </Link>
      </h2>
      {groups.length === 0 ? <p className="muted">No task waits.</p> : null}
      {groups.map(([reason, of]) => (
        <div key={reason} className="waiting-group">
          <h3>
            {counts[reason]} {words[reason]}
          </h3>
          <ul className="entries">
            {of.map((task) => (
              <li key={task.id} inert={isGone(task)}>
                <LinkedTask id={task.id} name={task.name} />
                <span className="muted">
                  in <QueueLink {...task.queue} />
                </span>
                <span className="muted reason-text" title={task.wait.text}>
                  {task.wait.text}
                </span>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}
