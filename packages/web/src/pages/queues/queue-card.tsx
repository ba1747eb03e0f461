import type { Queue, WaitingTask } from '@clearway/contract'
import { Spark } from '../../load/spark.tsx'
import { type Point } from '../../load/sparkline.ts'
import { Command } from '../../ui/copy.tsx'
import { QueueLink } from '../../why/link.tsx'
import { entriesOf } from './entries-of.ts'
import { PauseQueue } from './pause-queue.tsx'
import { QueueEntries } from './queue-entries.tsx'
import { QueueSummary } from './queue-summary.tsx'

/** How many tasks waited in a queue over the last day. */
export interface QueueLengths {
  readonly points: readonly Point[]
  readonly from: number
  readonly to: number
  readonly gap: number
}

interface Props {
  readonly queue: Queue
  readonly queues: readonly Queue[]
  /** Why tasks wait, by their ids. */
  readonly waits: ReadonlyMap<string, WaitingTask['wait']>
  readonly lengths: QueueLengths | undefined
}
/** How many entries of a queue are in the list of queues; the others are on its page. */
const most = 20

/** One queue: who serves it, how long its first task has waited, and what waits. */
export function QueueCard({ queue, queues, waits, lengths }: Props) {
  const entries = entriesOf(queue)
  const name = queue.name ?? queue.id
  const others = queues.filter(({ id }) => id !== queue.id)
  return (
    <section className="card" aria-label={`Queue ${name}`}>
      <h2>
        <QueueLink id={queue.id} name={name} /> <QueueSummary queue={queue} />
        <span className="space" />
        <PauseQueue queue={queue} />
      </h2>
      {entries.some(({ task }) => waits.get(task)?.reason === 'unserved') ? <Command text={`npx clearway agent --queue ${name}`} /> : null}
      {lengths === undefined || lengths.points.every(({ value }) => value === 0) ? null : (
        <Spark name="waiting" {...lengths} unit="" hasNoLast />
      )}
      <QueueEntries queue={queue.id} entries={entries} others={others} waits={waits} most={most}>
        {(left) => (
          <p className="muted">
            {left} more wait behind these: <QueueLink id={queue.id} name={`all that waits in ${name}`} />
          </p>
        )}
      </QueueEntries>
    </section>
  )
}
