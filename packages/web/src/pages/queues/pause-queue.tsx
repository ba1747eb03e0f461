import { useMutation } from '@tanstack/react-query'
import type { Queue } from '@clearway/contract'
import { useRoleRefusal } from '../../actions/use-role-refusal.ts'
import { api } from '../../api/client.ts'
import { Failure } from '../../ui/failure.tsx'
import { RefusableButton } from '../../ui/refusable-button.tsx'
import { isPaused } from './queue-summary.tsx'

/** Pauses a queue, or ends its pause. */
export function PauseQueue({ queue }: { readonly queue: Queue }) {
  const refusal = useRoleRefusal()
  const verb = isPaused(queue) ? 'resume' : 'pause'
  const act = useMutation({ mutationFn: (): Promise<unknown> => api.queues[verb]({ queue: queue.id }) })
  return (
    <>
      <Failure error={act.error} />
      <RefusableButton size="compact-xs" variant="default" refusal={refusal} loading={act.isPending} onClick={() => act.mutate()}>
        {verb === 'pause' ? 'Pause' : 'Resume'}
      </RefusableButton>
    </>
  )
}
