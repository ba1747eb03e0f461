import './workers.css'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { machineQuery } from '../../api/load.ts'
import { workerAttemptsQuery, workersQuery } from '../../api/queries.ts'
import { LoadCharts } from '../../load/load-charts.tsx'
import { defaultHours } from '../../load/load-hours.ts'
import { machineCharts } from '../../load/machine-charts.ts'
import { Absent } from '../../ui/absent.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { AgentState } from './agent-card.tsx'
import { AgentFacts } from './agent-facts.tsx'
import { AgentSlots } from './agent-slots.tsx'
import { agentsOf } from './agents-of.ts'
import { DrainButton } from './drain-button.tsx'
import { WorkerHistory } from './worker-history.tsx'

const route = getRouteApi('/framed/workers/$worker')

/** One agent: what its slots and its light lane run, its machine over time, what it has run. An address may also name one of its slots. */
export function WorkerPage() {
  const { worker: named } = route.useParams()
  const { data: workers, error, dataUpdatedAt } = useQuery(workersQuery)
  const agent = workers?.find(({ id }) => id === named)?.agent ?? named
  const { data: attempts, error: historyError } = useQuery(workerAttemptsQuery(agent))
  const agents = agentsOf(workers?.filter(({ id, agent: of = id }) => of === agent) ?? [])
  if (workers === undefined && error === null) return null
  if (agents.length === 0 && attempts?.length === 0)
    return (
      <Absent noun="worker" error={error ?? new Error('No worker of this name is here, and none has run anything.')}>
        <Link to="/workers">All workers</Link>
      </Absent>
    )
  return (
    <div className="page">
      <header className="page-head">
        <h1>{agent}</h1>
        <span className="space" />
        {agents.map((one) => (
          <span key={one.key} className="bar-start">
            <AgentState agent={one} />
            <DrainButton agent={one} isOffered />
          </span>
        ))}
      </header>
      <Failure error={error ?? historyError} />
      {workers !== undefined && agents.length === 0 ? <Empty>It is not here any more. Below is what it has run.</Empty> : null}
      {agents.map((one) => (
        <section key={one.key} className="card" aria-label="What it runs">
          <h2>What it runs</h2>
          <AgentSlots agent={one} at={dataUpdatedAt} />
          <AgentFacts agent={one} />
        </section>
      ))}
      <Machine agent={agent} />
      <WorkerHistory attempts={attempts} />
    </div>
  )
}

function Machine({ agent }: { readonly agent: string }) {
  const { hours = defaultHours } = route.useSearch()
  const navigate = useNavigate()
  const { data, error } = useQuery(machineQuery(agent, hours))
  const charts = useMemo(() => (data === undefined ? undefined : machineCharts(data.metrics, data)), [data])
  return (
    <>
      <Failure error={error} />
      <LoadCharts
        title="Its machine"
        charts={charts}
        hours={hours}
        onHours={(next) =>
          void navigate({ to: '.', search: next === defaultHours ? {} : { hours: next }, replace: true, resetScroll: false })
        }
      >
        It has reported no figures of its machine in this time.
      </LoadCharts>
    </>
  )
}
