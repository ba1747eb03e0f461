import { useMutation } from '@tanstack/react-query'
import type { Queue } from '@clearway/contract'
import { useRoleRefusal } from '../../actions/use-role-refusal.ts'
import { api } from '../../api/client.ts'
import { useOffers } from '../../keys/offers.ts'
import { Failure } from '../../ui/failure.tsx'
import { RefusableButton } from '../../ui/refusable-button.tsx'
import { isPaused } from './queue-summary.tsx'

interface Props {
  readonly queue: Queue
  /** Whether the palette has it too: that of a page of one queue. */
  readonly isOffered?: boolean
}

/** Pauses a queue, or ends its pause. */
export function PauseQueue({ queue, isOffered = false }: Props) {
  const refusal = useRoleRefusal()
  const verb = isPaused(queue) ? 'resume' : 'pause'
  const act = useMutation({ mutationFn: (): Promise<unknown> => api.queues[verb]({ queue: queue.id }) })
  const label = verb === 'pause' ? 'Pause' : 'Resume'
  useOffers({ about: queue.name ?? queue.id, list: isOffered ? [{ label, refusal, act: () => act.mutate() }] : [] })
  return (
    <>
      <Failure error={act.error} />
      <RefusableButton size="compact-xs" variant="default" refusal={refusal} loading={act.isPending} onClick={() => act.mutate()}>
        {label}
      </RefusableButton>
    </>
  )
}
