import { Link } from '@tanstack/react-router'
import type { Worker } from '@clearway/contract'
import { Ago } from '../../ui/ago.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { Took } from '../../ui/took.tsx'
import { queueNames } from '../home/fleet.ts'
import type { Agent } from './agents-of.ts'
import { DrainButton } from './drain-button.tsx'

interface Props {
  readonly agent: Agent
  /** When the answer came, in ms: tasks have run for as long then as it says. */
  readonly at: number
}

/** An agent: its slots, which compute, and its light lane, which coordinates, each with what it runs. */
export function AgentCard({ agent, at }: Props) {
  const { name, isDrained, isPublished, workers } = agent
  const [first] = workers
  const last = workers
    .map(({ last_report_time: report = '' }) => report)
    .toSorted()
    .at(-1)
  return (
    <section className="card" aria-label={`Worker ${name}`}>
      <h2>
        {name} {isPublished ? <span className="muted">published agent</span> : null}
        {isDrained ? <span className="drained">drained: takes no further tasks</span> : null}
        <span className="space" />
        <DrainButton agent={agent} />
      </h2>
      <p className="muted">
        serves {first === undefined ? '' : queueNames(first)} · last seen <Ago at={last} />
      </p>
      <ul className="entries">
        {workers.map((worker) => (
          <Slot key={worker.id} worker={worker} at={at} />
        ))}
      </ul>
    </section>
  )
}

function Slot({ worker, at }: { readonly worker: Worker; readonly at: number }) {
  const { id, agent = id, lane, tasks = worker.task === undefined ? [] : [worker.task] } = worker
  const name = lane === 'light' ? 'light lane' : id === agent ? 'worker' : `slot ${id.slice(agent.length + 1)}`
  if (tasks.length === 0)
    return (
      <li>
        <span className="slot-name muted">{name}</span>
        <span className="muted">free</span>
      </li>
    )
  return tasks.map((task, index) => (
    <li key={task.id}>
      <span className="slot-name muted">{index === 0 ? name : ''}</span>
      <StateMark state="running" />
      <Link to="/tasks/$task" params={{ task: task.id }}>
        {task.name ?? task.id}
      </Link>
      <span className="muted">{task.running_time === undefined ? null : <Took from={at - task.running_time} to={undefined} />}</span>
    </li>
  ))
}
