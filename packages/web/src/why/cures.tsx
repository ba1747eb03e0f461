import { useMutation, useQuery } from '@tanstack/react-query'
import type { Cure, CureOnRequest } from '@clearway/contract'
import { useRoleRefusal } from '../actions/use-role-refusal.ts'
import { api } from '../api/client.ts'
import { userQuery, workersQuery } from '../api/queries.ts'
import { Command } from '../ui/copy.tsx'
import { Failure } from '../ui/failure.tsx'
import { cureRefusal } from './cure-refusal.ts'
import { RefusableButton } from '../ui/refusable-button.tsx'

interface Props {
  /** The id of the task that waits. */
  readonly task: string
  /** Best first. */
  readonly cures: readonly Cure[]
}

const verbs: Readonly<Record<CureOnRequest, string>> = {
  light_lane: 'Let it take them',
  move: 'Move it now',
  release: 'Free the slot now',
  resume: 'Resume the queue',
  resume_run: 'Resume the run',
  resume_worker: 'Resume the agent',
}

/** What helps: a button where the server can do it, else the command that does. */
export function Cures({ task, cures }: Props) {
  const roleRefusal = useRoleRefusal()
  const { data: user } = useQuery(userQuery)
  const { data: workers } = useQuery({
    ...workersQuery,
    enabled: cures.some(({ kind }) => kind === 'light_lane' || kind === 'resume_worker'),
  })
  const act = useMutation({ mutationFn: (cure: CureOnRequest) => api.tasks.cure({ task, cure }) })
  if (cures.length === 0) return null
  return (
    <>
      <ul aria-label="What helps" className="cures">
        {cures.map((cure, index) => {
          const refusal = roleRefusal ?? cureRefusal(cure, { user, workers })
          return (
            <li key={`${cure.kind}${cure.text}`}>
              <span>{cure.text}</span>
              {cure.on_request ? (
                <RefusableButton
                  size="compact-xs"
                  variant={index === 0 && !cure.automatic ? 'filled' : 'default'}
                  refusal={refusal}
                  loading={act.isPending && act.variables === cure.kind}
                  onClick={() => act.mutate(cure.kind as CureOnRequest)}
                >
                  {verbs[cure.kind as CureOnRequest]}
                </RefusableButton>
              ) : cure.command === undefined ? null : (
                <Command text={`npx ${cure.command}`} />
              )}
            </li>
          )
        })}
      </ul>
      <p role="status" className="muted">
        {act.data?.text}
      </p>
      <Failure error={act.error} />
    </>
  )
}
