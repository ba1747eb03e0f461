import { useMutation, useQuery } from '@tanstack/react-query'
import { mayCall, type Role } from '@clearway/contract/access'
import { useRoleRefusal } from '../../actions/use-role-refusal.ts'
import { api, messageOf } from '../../api/client.ts'
import { userQuery } from '../../api/queries.ts'
import { useOffers } from '../../keys/offers.ts'
import type { Agent } from './agents-of.ts'
import { RefusableButton } from '../../ui/refusable-button.tsx'

interface Props {
  readonly agent: Agent
  /** Whether the palette has it too: that of a page of one agent. */
  readonly isOffered?: boolean
}

/** Lets an agent take no further tasks, or take tasks again. */
export function DrainButton({ agent: { name, isDrained, isPublished, owner }, isOffered = false }: Props) {
  const roleRefusal = useRoleRefusal()
  const { data: user } = useQuery(userQuery)
  const drain = useMutation({ mutationFn: () => api.workers[isDrained ? 'resume' : 'drain']({ worker: name }) })
  const isOthers = user !== undefined && owner !== undefined && user.id !== owner.id && !mayCall(user.role as Role, 'admin')
  const refusal =
    roleRefusal ??
    (isPublished
      ? 'A published agent does not say who it is when it asks for a task. Pause its queues instead.'
      : isOthers
        ? `It is an agent of ${owner?.name ?? 'another user'}, who or an administrator may do this.`
        : undefined)
  const effect = isDrained ? 'It takes tasks again.' : 'It takes no further tasks until it is resumed. What it runs goes on.'
  const label = isDrained ? 'Resume' : 'Drain'
  useOffers({ about: name, list: isOffered ? [{ label, refusal, act: () => drain.mutate() }] : [] })
  return (
    <>
      {drain.error === null ? null : (
        <span className="error" role="alert">
          {messageOf(drain.error)}
        </span>
      )}
      <RefusableButton
        size="compact-xs"
        variant="default"
        aria-label={`${label} ${name}`}
        refusal={refusal}
        title={effect}
        loading={drain.isPending}
        onClick={() => drain.mutate()}
      >
        {label}
      </RefusableButton>
    </>
  )
}
