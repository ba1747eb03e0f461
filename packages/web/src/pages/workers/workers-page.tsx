import './workers.css'
import { useQuery } from '@tanstack/react-query'
import { workersQuery } from '../../api/queries.ts'
import { Command } from '../../ui/copy.tsx'
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
          <p>No worker is here. This starts one on this machine:</p>
          <Command text="npx clearway agent --queue default" />
        </Empty>
      ) : null}
    </div>
  )
}
