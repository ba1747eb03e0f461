import './queues.css'
import { useQuery } from '@tanstack/react-query'
import { queuesQuery, waitingQuery } from '../../api/queries.ts'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { QueueCard } from './queue-card.tsx'
import { QueueCreate } from './queue-create.tsx'

/** Each queue with what waits in it, in the order in which it will be taken, and why it waits. */
export function QueuesPage() {
  const { data: queues, error } = useQuery(queuesQuery)
  const { data: waiting } = useQuery(waitingQuery)
  const waits = new Map(waiting?.tasks.map(({ id, wait }) => [id, wait]))
  return (
    <div className="page">
      <header className="page-head">
        <h1>Queues</h1>
        <QueueCreate />
      </header>
      <Failure error={error} />
      {queues?.map((queue) => (
        <QueueCard key={queue.id} queue={queue} queues={queues} waits={waits} />
      ))}
      {queues?.length === 0 ? <Empty>There are no queues. The first agent makes those that it serves.</Empty> : null}
    </div>
  )
}
