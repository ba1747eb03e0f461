import './workers.css'
import { Ago } from '../../ui/ago.tsx'
import { QueueLinks, WorkerLink } from '../../why/link.tsx'
import { AgentSlots } from './agent-slots.tsx'
import type { Agent } from './agents-of.ts'
import { DrainButton } from './drain-button.tsx'

interface Props {
  readonly agent: Agent
  /** When the answer came, in ms: its running times are as of then. */
  readonly at: number
}

/** An agent in a list of them: its slots and its light lane, the queues that it serves, when it was last seen. */
export function AgentCard({ agent, at }: Props) {
  return (
    <section className="card" aria-label={`Worker ${agent.name}`}>
      <h2>
        <WorkerLink id={agent.name} /> <AgentState agent={agent} />
        <span className="space" />
        <DrainButton agent={agent} />
      </h2>
      <p className="muted">
        serves <QueueLinks queues={agent.queues} /> · last seen <LastSeen agent={agent} />
        {agent.version === undefined ? '' : ` · version ${agent.version}`}
      </p>
      <AgentSlots agent={agent} at={at} />
    </section>
  )
}

/** Whether an agent is silent, drained, or one of ClearML's package. */
export function AgentState({ agent: { isDrained, isPublished, isSilent } }: { readonly agent: Agent }) {
  return (
    <>
      {isPublished ? <span className="muted">published agent</span> : null}
      {isSilent ? <span className="drained">silent: no longer counts as alive</span> : null}
      {isDrained ? <span className="drained">drained: takes no further tasks</span> : null}
    </>
  )
}

export function LastSeen({ agent: { workers } }: { readonly agent: Agent }) {
  const reports = workers.map(({ last_report_time: report = '' }) => report)
  return <Ago at={reports.toSorted().at(-1)} />
}
