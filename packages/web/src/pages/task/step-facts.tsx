import type { StepView } from '@clearway/contract'
import { Reason } from '../../ui/reason.tsx'
import { Took } from '../../ui/took.tsx'
import { LinkedTask, QueueLink, WorkerLink } from '../../why/link.tsx'

/** What the run knows of a step: where and how long it ran, why it ended as it did, and its earlier attempts. */
export function StepFacts({
  step: { attempt, worker, queue, started_at, ended_at, waited_for: holder, reason, cache_miss, tries },
}: {
  readonly step: StepView
}) {
  return (
    <div className="facts">
      <p className="muted">
        {attempt !== undefined && attempt > 1 ? `attempt ${attempt} · ` : ''}
        {worker === undefined ? null : <WorkerLink id={worker} />}
        {worker !== undefined || queue === undefined ? null : (
          <>
            queue <QueueLink name={queue} />
          </>
        )}
        {started_at === undefined ? null : (
          <>
            {worker === undefined && queue === undefined ? '' : ' · '}
            <Took from={started_at} to={ended_at} />
          </>
        )}
      </p>
      {holder === undefined ? null : (
        <p className="muted">
          It waited for the slot that <LinkedTask id={holder.task} name={holder.name} />
          {holder.run === undefined ? '' : ` of ${holder.run.name}`} held.
        </p>
      )}
      <Reason text={reason ?? ''} />
      {cache_miss === undefined ? null : <p className="muted">Not from the cache: {cache_miss}</p>}
      {tries === undefined || tries.length === 0 ? null : (
        <details>
          <summary>{tries.length === 1 ? 'One earlier attempt' : `${tries.length} earlier attempts`}</summary>
          <ul>
            {tries.map((one, index) => (
              <li key={index}>
                {one.outcome}: {one.reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}
