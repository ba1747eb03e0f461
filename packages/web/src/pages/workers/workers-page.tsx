import './workers.css'
import { useQuery } from '@tanstack/react-query'
import { workersQuery } from '../../api/queries.ts'
import { Teach } from '../../connect/teach.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { AgentCard } from './agent-card.tsx'
import { agentsOf } from './agents-of.ts'
import { MachineLoad } from './machine-load.tsx'

/** Each agent with its slots and light lane, and what they run. */
export function WorkersPage() {
  const { data: workers, error, dataUpdatedAt } = useQuery(workersQuery)
  return (
    <div className="page">
      <h1>Workers</h1>
      <Failure error={error} />
      <MachineLoad />
      {agentsOf(workers ?? []).map((agent) => (
        <AgentCard key={agent.key} agent={agent} at={dataUpdatedAt} />
      ))}
      {workers?.length === 0 ? (
        <Empty>
          <Teach page="workers">No worker is here. One of these starts one, on the machine that is to run steps:</Teach>
        </Empty>
      ) : null}
    </div>
  )
}
