import { Link as RouterLink } from '@tanstack/react-router'
import type { TaskWait } from '@clearway/contract'

export function LinkedTask({ id, name }: { readonly id: string; readonly name: string }) {
  return (
    <RouterLink to="/tasks/$task" params={{ task: id }}>
      {name}
    </RouterLink>
  )
}

/** A link of a stall's cycle, as a link to the page that shows it. */
export function Link({ kind, id, name }: TaskWait['cycle'][number]) {
  if (kind === 'task') return <LinkedTask id={id} name={name} />
  return <RouterLink to={kind === 'queue' ? '/queues' : '/workers'}>{name}</RouterLink>
}
