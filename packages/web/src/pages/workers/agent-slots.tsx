import { useQuery } from '@tanstack/react-query'
import type { Worker } from '@clearway/contract'
import { gpuLoadQuery } from '../../api/load.ts'
import { gpuText } from '../../load/gpu-loads.ts'
import { StateMark } from '../../ui/state-mark.tsx'
import { TaskLink } from '../../ui/task-link.tsx'
import { Took } from '../../ui/took.tsx'
import type { Agent } from './agents-of.ts'

interface Props {
  readonly agent: Agent
  /** When the answer came, in ms: its running times are as of then. */
  readonly at: number
}

/** The slots of an agent, which compute, and its light lane, which coordinates, each with what it runs. */
export function AgentSlots({ agent: { workers }, at }: Props) {
  const { data: loads } = useQuery(gpuLoadQuery)
  return (
    <ul className="entries">
      {workers.map((worker) => (
        <Slot key={worker.id} worker={worker} at={at} gpus={loads === undefined ? '' : gpuText(worker, loads)} />
      ))}
    </ul>
  )
}

interface SlotProps {
  readonly worker: Worker
  readonly at: number
  /** The load of its GPUs, in words. */
  readonly gpus: string
}

function Slot({ worker, at, gpus }: SlotProps) {
  const { id, agent = id, lane, tasks = worker.task === undefined ? [] : [worker.task] } = worker
  const name = lane === 'light' ? 'light lane' : id === agent ? 'worker' : `slot ${id.slice(agent.length + 1)}`
  if (tasks.length === 0)
    return (
      <li>
        <span className="slot-name muted">{name}</span>
        <span className="muted">free{gpus === '' ? '' : ` · ${gpus}`}</span>
      </li>
    )
  return tasks.map((task, index) => {
    const isRun = task.type === 'controller'
    // A controller coordinates: in a slot it takes the place of something that computes.
    const isMisplaced = isRun && lane === 'step'
    return (
      <li key={task.id}>
        <span className="slot-name muted">{index === 0 ? name : ''}</span>
        <StateMark state={isMisplaced ? 'stalled' : 'running'} />
        <TaskLink id={task.id} isRun={isRun}>
          {task.name ?? task.id}
        </TaskLink>
        <span className="muted">
          {task.running_time === undefined ? null : <Took from={at - task.running_time} to={undefined} />}
          {index > 0 || gpus === '' ? '' : ` (${gpus})`}
          {isMisplaced ? ' · a controller holds this slot, which could compute' : ''}
        </span>
      </li>
    )
  })
}
