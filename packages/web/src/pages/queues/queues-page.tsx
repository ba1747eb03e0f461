import './queues.css'
import { useQuery } from '@tanstack/react-query'
import { queueLoadQuery } from '../../api/load.ts'
import { queuesQuery, waitingQuery } from '../../api/queries.ts'
import { Teach } from '../../connect/teach.tsx'
import { pointsOf } from '../../load/sparkline.ts'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { QueueCard, type QueueLengths } from './queue-card.tsx'
import { QueueCreate } from './queue-create.tsx'

/** Each queue with what waits in it, in the order in which it will be taken, and why it waits. */
export function QueuesPage() {
  const { data: queues, error } = useQuery(queuesQuery)
  const { data: waiting } = useQuery(waitingQuery)
  const { data: load } = useQuery(queueLoadQuery(queues?.map(({ id }) => id) ?? [], 24))
  const waits = new Map(waiting?.tasks.map(({ id, wait }) => [id, wait]))
  const lengthsOf = (queue: string): QueueLengths | undefined => {
    const found = load?.loads.get(queue)
    if (load === undefined || found === undefined) return undefined
    return { ...load, points: pointsOf(found.lengths) }
  }
  return (
    <div className="page">
      <header className="page-head">
        <h1>Queues</h1>
        <QueueCreate />
      </header>
      <Failure error={error} />
      {queues?.map((queue) => (
        <QueueCard key={queue.id} queue={queue} queues={queues} waits={waits} lengths={lengthsOf(queue.id)} />
      ))}
      {queues?.length === 0 ? (
        <Empty>
          <Teach page="queues">There are no queues. A queue is made above, or by one of these:</Teach>
        </Empty>
      ) : null}
    </div>
  )
}
