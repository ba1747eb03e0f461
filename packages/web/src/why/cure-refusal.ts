import type { Cure, ResponseOf, users, Worker } from '@clearway/contract'
import { mayCall, type Role } from '@clearway/contract/access'

interface Known {
  readonly user: ResponseOf<typeof users.get_current_user>['user'] | undefined
  readonly workers: readonly Worker[] | undefined
}

/** Why the user may not have a cure carried out, as a sentence; undefined if the user may, or as long as the page does not know. */
export function cureRefusal({ kind, lane }: Pick<Cure, 'kind' | 'lane'>, { user, workers }: Known): string | undefined {
  if (kind !== 'light_lane' || user === undefined || mayCall(user.role as Role, 'admin')) return undefined
  const owner = workers?.find(({ id }) => id === lane)?.user
  return owner === undefined || owner.id === user.id
    ? undefined
    : `The lane is of an agent of ${owner.name}, who or an administrator may do this.`
}
