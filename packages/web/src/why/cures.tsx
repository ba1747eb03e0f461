import { useMutation, useQuery } from '@tanstack/react-query'
import type { Cure, CureOnRequest } from '@clearway/contract'
import { useRoleRefusal } from '../actions/use-role-refusal.ts'
import { api } from '../api/client.ts'
import { userQuery, workersQuery } from '../api/queries.ts'
import { useTextAt } from '../ui/clock.ts'
import { Command } from '../ui/copy.tsx'
import { Failure } from '../ui/failure.tsx'
import { countdownTo } from './cure-times.ts'
import { cureRefusal } from './cure-refusal.ts'
import { RefusableButton } from '../ui/refusable-button.tsx'

interface Props {
  /** The id of the task that waits. */
  readonly task: string
  /** Best first. */
  readonly cures: readonly Cure[]
  /** When the cures were read, in ms on the browser's clock. */
  readonly readAt: number
  /** Called when one has been carried out, with the server's time. */
  readonly onDone?: ((done: CureDone) => void) | undefined
}

/** A cure that was carried out. */
export interface CureDone {
  /** The task that waited. */
  readonly task: string
  /** ISO 8601, on the server's clock. */
  readonly at: string
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
export function Cures({ task, cures, readAt, onDone }: Props) {
  const roleRefusal = useRoleRefusal()
  const { data: user } = useQuery(userQuery)
  const { data: workers } = useQuery({
    ...workersQuery,
    enabled: cures.some(({ kind }) => kind === 'light_lane' || kind === 'resume_worker'),
  })
  const act = useMutation({
    mutationFn: (cure: CureOnRequest) => api.tasks.cure({ task, cure }),
    onSuccess: ({ at }) => onDone?.({ task, at }),
  })
  if (cures.length === 0) return null
  return (
    <>
      <ul aria-label="What helps" className="cures">
        {cures.map((cure, index) => {
          const refusal = roleRefusal ?? cureRefusal(cure, { user, workers })
          return (
            <li key={`${cure.kind}${cure.text}`}>
              <span>{cure.text}</span>
              {cure.due_in === undefined ? null : <Countdown to={readAt + cure.due_in * 1000} />}
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

/** In how many seconds the server does something by itself. */
function Countdown({ to }: { readonly to: number }) {
  const text = useTextAt((now) => countdownTo(to, now))
  return (
    <span role="timer" className="number">
      {text}
    </span>
  )
}
