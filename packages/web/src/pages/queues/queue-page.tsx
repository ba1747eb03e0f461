import './queues.css'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import type { Queue, Worker } from '@clearway/contract'
import { useMemo, useState } from 'react'
import { queueLoadQuery } from '../../api/load.ts'
import { queueNamed, queuesQuery, waitingQuery, workersQuery } from '../../api/queries.ts'
import { QueueSettings } from '../../forms/queue-settings.tsx'
import { loadCurve } from '../../load/load-curve.ts'
import { LoadCharts } from '../../load/load-charts.tsx'
import { defaultHours } from '../../load/load-hours.ts'
import { Absent } from '../../ui/absent.tsx'
import { Command } from '../../ui/copy.tsx'
import { Failure } from '../../ui/failure.tsx'
import { AgentCard } from '../workers/agent-card.tsx'
import { agentsOf } from '../workers/agents-of.ts'
import { entriesOf } from './entries-of.ts'
import { PauseQueue } from './pause-queue.tsx'
import { QueueEntries } from './queue-entries.tsx'
import { QueueSummary } from './queue-summary.tsx'
import { reasonsOf } from './reasons-of.ts'
import { lanesOfAnyQueue } from './serving-of.ts'

const route = getRouteApi('/framed/queues/$queue')

/** One queue: what waits in it and why, how much waited over time, who serves it, its settings. */
export function QueuePage() {
  const { queue: named } = route.useParams()
  const { data: queues, error } = useQuery(queuesQuery)
  const queue = queueNamed(queues ?? [], named)
  if (queue !== undefined && queues !== undefined) return <Loaded key={queue.id} queue={queue} queues={queues} error={error} />
  if (queues === undefined && error === null) return null
  return (
    <Absent noun="queue" error={error ?? new Error('There is no queue with this id or name: it may have been deleted or renamed.')}>
      <Link to="/queues">All queues</Link>
    </Absent>
  )
}

interface Props {
  readonly queue: Queue
  readonly queues: readonly Queue[]
  readonly error: Error | null
}
/** How many entries are shown at first, and added at a time. */
const atOnce = 100

function Loaded({ queue, queues, error }: Props) {
  const { data: waiting } = useQuery(waitingQuery)
  const [shown, setShown] = useState(atOnce)
  const entries = entriesOf(queue)
  const waits = useMemo(() => new Map(waiting?.tasks.map(({ id, wait }) => [id, wait])), [waiting])
  const name = queue.name ?? queue.id
  const reasons = reasonsOf(entries.map(({ task }) => waits.get(task)?.reason))
  return (
    <div className="page">
      <header className="page-head">
        <h1>{name}</h1>
        <QueueSummary queue={queue} />
        <span className="space" />
        <PauseQueue queue={queue} isOffered />
      </header>
      <Failure error={error} />
      <section className="card" aria-label={`Queue ${name}`}>
        <h2>
          What waits <span className="muted">{reasons}</span>
        </h2>
        {entries.length === 0 ? <p className="muted">Nothing waits. A task that is put here appears at once.</p> : null}
        <QueueEntries queue={queue.id} entries={entries} others={queues.filter(({ id }) => id !== queue.id)} waits={waits} most={shown}>
          {(left) => (
            <Button className="more" size="compact-sm" variant="default" onClick={() => setShown(shown + atOnce)}>
              Show {Math.min(left, atOnce)} of {left.toLocaleString('en')} more
            </Button>
          )}
        </QueueEntries>
      </section>
      <QueueLoad queue={queue.id} />
      <ServedBy queue={queue.id} name={name} />
      <QueueSettings key={queue.id} queue={queue} waiting={entries.length} />
    </div>
  )
}

function QueueLoad({ queue }: { readonly queue: string }) {
  const { hours = defaultHours } = route.useSearch()
  const navigate = useNavigate()
  const { data } = useQuery(queueLoadQuery([queue], hours))
  const charts = useMemo(() => {
    const load = data?.loads.get(queue)
    if (data === undefined || load === undefined) return data === undefined ? undefined : []
    if (load.lengths.values.every((value) => value === 0)) return []
    return [
      { title: 'Tasks that waited', top: 1, curves: [loadCurve('tasks', load.lengths, data)] },
      { title: 'Minutes that they had waited', top: 1, curves: [loadCurve('minutes', load.minutes, data)] },
    ]
  }, [data, queue])
  return (
    <LoadCharts
      title="How much waited"
      charts={charts}
      hours={hours}
      onHours={(next) =>
        void navigate({ to: '.', search: next === defaultHours ? {} : { hours: next }, replace: true, resetScroll: false })
      }
    >
      Nothing has waited in this time.
    </LoadCharts>
  )
}

/** The agents that take tasks from a queue, with those of their slots that do. */
function ServedBy({ queue, name }: { readonly queue: string; readonly name: string }) {
  const { data: workers, error, dataUpdatedAt } = useQuery(workersQuery)
  const serving = workers?.filter(({ queues = [] }) => queues.some((served) => (served as { readonly id: string }).id === queue))
  return (
    <>
      <h2>Served by</h2>
      <Failure error={error} />
      {agentsOf(serving ?? []).map((agent) => (
        <AgentCard key={agent.key} agent={agent} at={dataUpdatedAt} />
      ))}
      {serving?.length === 0 ? <Unserved name={name} lanes={lanesOfAnyQueue(workers ?? [])} /> : null}
    </>
  )
}

/** What takes tasks from a queue that no agent has among its own, and how to start one that has. */
function Unserved({ name, lanes }: { readonly name: string; readonly lanes: readonly Worker[] }) {
  const [first] = lanes
  const agent = first?.agent ?? first?.id
  return (
    <section className="card" aria-label="Nobody serves it">
      {agent === undefined ? (
        <p>Nobody serves it. This starts an agent on this machine that does:</p>
      ) : (
        <p>
          The light lane of{' '}
          <Link to="/workers/$worker" params={{ worker: agent }}>
            {agent}
          </Link>{' '}
          takes controllers and services from any queue. Nobody takes other tasks from this one; this starts an agent on this machine that
          does:
        </p>
      )}
      <Command text={`npx clearway agent --queue ${name}`} />
    </section>
  )
}
