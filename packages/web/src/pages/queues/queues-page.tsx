import { ActionIcon, Tooltip } from '@mantine/core'
import { IconArrowBarToDown, IconArrowBarToUp, IconX } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Queue } from '@clearway/contract'
import { api } from '../api/client.ts'
import { queuesQuery, waitingQuery } from '../api/queries.ts'
import { Ago } from '../ui/ago.tsx'
import { Command } from '../ui/copy.tsx'
import { Empty } from '../ui/empty.tsx'
import { Failure } from '../ui/failure.tsx'

type Move = 'move_task_to_front' | 'move_task_to_back' | 'remove_task'
interface Entry {
  readonly task: string
  readonly name: string
  readonly added: string
}

/** Each queue with what waits in it, in the order in which it will be taken, and why it waits. */
export function QueuesPage() {
  const { data: queues, error } = useQuery(queuesQuery)
  const { data: waiting } = useQuery(waitingQuery)
  const reasons = new Map(waiting?.tasks.map(({ id, wait }) => [id, wait.text]))
  return (
    <div className="page">
      <h1>Queues</h1>
      <Failure error={error} />
      {queues?.map((queue) => (
        <QueueCard key={queue.id} queue={queue} reasons={reasons} />
      ))}
      {queues?.length === 0 ? <Empty>There are no queues. The first agent makes those that it serves.</Empty> : null}
    </div>
  )
}

function entriesOf({ entries = [] }: Queue): Entry[] {
  return entries.map(({ task, added }) => {
    const { id, name = id } = typeof task === 'string' ? { id: task } : (task as { id: string; name?: string })
    return { task: id, name, added }
  })
}

function QueueCard({ queue, reasons }: { readonly queue: Queue; readonly reasons: ReadonlyMap<string, string> }) {
  const entries = entriesOf(queue)
  const workers = queue.workers?.length ?? 0
  const name = queue.name ?? queue.id
  const act = useMutation({
    mutationFn: ({ move, task }: { move: Move; task: string }): Promise<unknown> => api.queues[move]({ queue: queue.id, task }),
  })
  return (
    <section className="card" aria-label={`Queue ${name}`}>
      <h2>
        {name}{' '}
        <span className="muted">
          {entries.length} waiting ·{' '}
          {workers === 0 ? 'no worker serves it' : `${workers} ${workers === 1 ? 'worker serves' : 'workers serve'} it`}
        </span>
      </h2>
      {workers === 0 && entries.length > 0 ? <Command text={`npx clearway agent --queue ${name}`} /> : null}
      <Failure error={act.error} />
      <ol className="entries">
        {entries.map(({ task, name: taskName, added }) => (
          <li key={task}>
            <Link to="/tasks/$task" params={{ task }}>
              {taskName}
            </Link>
            <span className="muted reason-text">{reasons.get(task)}</span>
            <span className="muted">
              <Ago at={added} />
            </span>
            {(
              [
                ['move_task_to_front', 'To the front', IconArrowBarToUp],
                ['move_task_to_back', 'To the back', IconArrowBarToDown],
                ['remove_task', 'Remove from the queue', IconX],
              ] as const
            ).map(([move, label, Icon]) => (
              <Tooltip key={move} label={label}>
                <ActionIcon size="sm" variant="subtle" aria-label={`${label}: ${taskName}`} onClick={() => act.mutate({ move, task })}>
                  <Icon size={14} />
                </ActionIcon>
              </Tooltip>
            ))}
          </li>
        ))}
      </ol>
    </section>
  )
}
