import { Link } from '@tanstack/react-router'
import type { WaitReason } from '@clearway/contract'
import type { api } from '../../api/client.ts'
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

/** What waits, by reason: first what needs somebody. */
export function Waiting({ waiting: { counts, tasks } }: { readonly waiting: WaitingTasks }) {
  const reasons = (Object.keys(words) as WaitReason[]).filter((reason) => counts[reason] > 0)
  return (
    <section className="card" aria-label="Waiting">
      <h2>
        Waiting <span className="muted">{reasons.reduce((sum, reason) => sum + counts[reason], 0) || ''}</span>
        <span className="space" />
        <Link to="/queues" className="muted">
          Queues
        </Link>
      </h2>
      {reasons.length === 0 ? <p className="muted">No task waits.</p> : null}
      {reasons.map((reason) => (
        <div key={reason} className="waiting-group">
          <h3>
            {counts[reason]} {words[reason]}
          </h3>
          <ul className="entries">
            {tasks
              .filter(({ wait }) => wait.reason === reason)
              .slice(0, most)
              .map(({ id, name, queue, wait }) => (
                <li key={id}>
                  <LinkedTask id={id} name={name} />
                  <span className="muted">
                    in <QueueLink {...queue} />
                  </span>
                  <span className="muted reason-text" title={wait.text}>
                    {wait.text}
                  </span>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </section>
  )
}
