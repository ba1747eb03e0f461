import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api } from '../api/client.ts'
import { useOffers } from '../keys/offers.ts'
import { Failure } from '../ui/failure.tsx'
import { ActionButton, type OfferedAction } from './action-button.tsx'
import { refusalOf, type RunFacts, type RunVerb } from './refusal-of.ts'
import { useRoleRefusal } from './use-role-refusal.ts'

export interface RunActionsProps extends RunFacts {
  readonly run: string
  readonly name: string
  /** The id of the project of the pipeline's runs. */
  readonly project: string | undefined
  /** How many steps have not ended. */
  readonly open: number
}

/** What a person can do to a run, the last one starts another; and what went wrong. */
export function useRunActions(props: RunActionsProps): { readonly actions: readonly OfferedAction[]; readonly error: Error | null } {
  const { run, name, project, open, isPaused } = props
  const navigate = useNavigate()
  const roleRefusal = useRoleRefusal()
  const act = useMutation({
    mutationFn: async (verb: RunVerb) => {
      if (
        verb === 'stop' &&
        open > 0 &&
        !window.confirm(`Abort the run? This aborts the ${open === 1 ? 'step' : `${open} steps`} that have not ended.`)
      )
        return
      await api.runs[verb]({ run })
    },
  })
  const offered = (verb: RunVerb, label: string): OfferedAction => ({
    label,
    refusal: roleRefusal ?? refusalOf(verb, props),
    isPending: act.isPending && act.variables === verb,
    act: () => act.mutate(verb),
  })
  const actions = [
    offered('stop', 'Abort'),
    isPaused || props.status === 'stopped' ? offered('resume', 'Resume') : offered('pause', 'Pause'),
    offered('retry', 'Retry failed'),
  ]
  const again: OfferedAction = {
    label: 'Run again',
    refusal: roleRefusal ?? (project === undefined ? 'The run is in no project, so no pipeline has it.' : undefined),
    isPending: false,
    act: () => void navigate({ to: '/pipelines/$project/new', params: { project: project ?? '' }, search: { run } }),
  }
  useOffers({ about: name, list: [...actions, again], isChief: true })
  return { actions: [...actions, again], error: act.error }
}

/** What a person can do to a run. A button that cannot be used stays, and says why. */
export function RunActions(props: RunActionsProps) {
  const { actions, error } = useRunActions(props)
  return (
    <>
      <Failure error={error} />
      {actions.map((action, index) => (
        <ActionButton key={action.label} variant={index === actions.length - 1 ? 'filled' : 'default'} action={action} />
      ))}
    </>
  )
}
