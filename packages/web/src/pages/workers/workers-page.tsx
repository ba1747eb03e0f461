import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Worker } from '@clearway/contract'
import { workersQuery } from '../../api/queries.ts'
import { Ago } from '../../ui/ago.tsx'
import { Command } from '../../ui/copy.tsx'
import { durationOf } from '../../ui/duration.ts'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { queueNames } from '../home/fleet.ts'
import { MachineLoad } from './machine-load.tsx'

/** Each worker with what it runs. Light lanes, which coordinate, are told apart from slots, which compute. */
export function WorkersPage() {
  const { data: workers, error } = useQuery(workersQuery)
  return (
    <div className="page">
      <h1>Workers</h1>
      <Failure error={error} />
      <MachineLoad />
      {workers?.map((worker) => (
        <WorkerCard key={worker.id} worker={worker} />
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

function WorkerCard({ worker }: { readonly worker: Worker }) {
  const { id, lane, tasks = worker.task === undefined ? [] : [worker.task], last_report_time: report } = worker
  return (
    <section className="card" aria-label={`Worker ${id}`}>
      <h2>
        {id} <span className="muted">{lane === 'light' ? 'light lane' : lane === 'step' ? 'slot' : 'published agent'}</span>
      </h2>
      <p className="muted">
        serves {queueNames(worker)} · last seen <Ago at={report} />
      </p>
      {tasks.length === 0 ? (
        <p className="muted">free</p>
      ) : (
        <ul className="entries">
          {tasks.map((task) => (
            <li key={task.id}>
              <StateMark state="running" />
              <Link to="/tasks/$task" params={{ task: task.id }}>
                {task.name ?? task.id}
              </Link>
              <span className="muted">{task.running_time === undefined ? '' : durationOf(task.running_time)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
