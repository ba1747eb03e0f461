import type { Cure, ResponseOf, users, Worker } from '@clearway/contract'
import { mayCall, type Role } from '@clearway/contract/access'

interface Known {
  readonly user: ResponseOf<typeof users.get_current_user>['user'] | undefined
  readonly workers: readonly Worker[] | undefined
}

/** Why the user may not have a cure carried out, as a sentence; undefined if the user may, or as long as the page does not know. */
export function cureRefusal({ kind, lane, worker }: Pick<Cure, 'kind' | 'lane' | 'worker'>, { user, workers }: Known): string | undefined {
  if ((kind !== 'light_lane' && kind !== 'resume_worker') || user === undefined || mayCall(user.role as Role, 'admin')) return undefined
  const owner = workers?.find(({ id, agent }) => (kind === 'resume_worker' ? agent === worker : id === lane))?.user
  return owner === undefined || owner.id === user.id
    ? undefined
    : `${kind === 'light_lane' ? 'The lane is of' : 'It is'} an agent of ${owner.name}, who or an administrator may do this.`
}
