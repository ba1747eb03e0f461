import { Link as RouterLink } from '@tanstack/react-router'
import type { TaskWait } from '@clearway/contract'

export function LinkedTask({ id, name }: { readonly id: string; readonly name: string }) {
  return (
    <RouterLink to="/tasks/$task" params={{ task: id }}>
      {name}
    </RouterLink>
  )
}

/** A link to the page of a queue; without an id its name finds it. */
export function QueueLink({ id, name }: { readonly id?: string; readonly name: string }) {
  return (
    <RouterLink to="/queues/$queue" params={{ queue: id ?? name }}>
      {name}
    </RouterLink>
  )
}

/** Links to the pages of queues. */
export function QueueLinks({ queues }: { readonly queues: readonly { readonly id: string; readonly name: string }[] }) {
  if (queues.length === 0) return 'no queue'
  return queues.map((queue, index) => (
    <span key={queue.id}>
      {index > 0 ? ', ' : ''}
      <QueueLink {...queue} />
    </span>
  ))
}

/** A link to the page of an agent, or of the agent of which a worker is a slot. */
export function WorkerLink({ id, name = id }: { readonly id: string; readonly name?: string }) {
  return (
    <RouterLink to="/workers/$worker" params={{ worker: id }}>
      {name}
    </RouterLink>
  )
}

/** A link of a stall's cycle, as a link to the page that shows it. */
export function Link({ kind, id, name }: TaskWait['cycle'][number]) {
  if (kind === 'task') return <LinkedTask id={id} name={name} />
  return kind === 'queue' ? <QueueLink id={id} name={name} /> : <WorkerLink id={id} name={name} />
}
