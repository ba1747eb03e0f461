import { useMutation } from '@tanstack/react-query'
import type { Queue, WaitingTask } from '@clearway/contract'
import { useRoleRefusal } from '../../actions/use-role-refusal.ts'
import { api } from '../../api/client.ts'
import { Ago } from '../../ui/ago.tsx'
import { Command } from '../../ui/copy.tsx'
import { Failure } from '../../ui/failure.tsx'
import { servedBy } from '../../ui/served-by.ts'
import { entriesOf } from './entries-of.ts'
import { QueueEntries } from './queue-entries.tsx'
import { servingOf } from './serving-of.ts'
import { RefusableButton } from '../../ui/refusable-button.tsx'

interface Props {
  readonly queue: Queue
  readonly queues: readonly Queue[]
  /** Why tasks wait, by their ids. */
  readonly waits: ReadonlyMap<string, WaitingTask['wait']>
}

/** One queue: who serves it, how long its first task has waited, and what waits. */
export function QueueCard({ queue, queues, waits }: Props) {
  const entries = entriesOf(queue)
  const serving = servingOf(queue)
  const isServed = serving.slots + serving.lanes > 0
  const name = queue.name ?? queue.id
  const isPaused = queue.system_tags?.includes('paused') === true
  const refusal = useRoleRefusal()
  const pause = useMutation({ mutationFn: (): Promise<unknown> => api.queues[isPaused ? 'resume' : 'pause']({ queue: queue.id }) })
  const oldest = entries.map(({ added }) => added).toSorted()[0]
  return (
    <section className="card" aria-label={`Queue ${name}`}>
      <h2>
        {name}{' '}
        <span className="muted">
          {entries.length} waiting{oldest === undefined ? '' : ', the oldest came '}
          {oldest === undefined ? null : <Ago at={oldest} />} · {servedBy(serving)}
          {isPaused ? ' · paused: nothing is taken from it' : ''}
        </span>
        <span className="space" />
        <RefusableButton size="compact-xs" variant="default" refusal={refusal} loading={pause.isPending} onClick={() => pause.mutate()}>
          {isPaused ? 'Resume' : 'Pause'}
        </RefusableButton>
      </h2>
      {!isServed && entries.length > 0 ? <Command text={`npx clearway agent --queue ${name}`} /> : null}
      <Failure error={pause.error} />
      <QueueEntries queue={queue.id} entries={entries} others={queues.filter(({ id }) => id !== queue.id)} waits={waits} />
    </section>
  )
}
