import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api } from '../api/client.ts'
import { Failure } from '../ui/failure.tsx'
import { refusalOf, type RunFacts, type RunVerb } from './refusal-of.ts'
import { useRoleRefusal } from './use-role-refusal.ts'
import { RefusableButton } from '../ui/refusable-button.tsx'

interface Props extends RunFacts {
  readonly run: string
  /** The id of the project of the pipeline's runs. */
  readonly project: string | undefined
  /** How many steps have not ended. */
  readonly open: number
}

/** What a person can do to a run. A button that cannot be used stays, and says why. */
export function RunActions(props: Props) {
  const { run, project, open, isPaused } = props
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
  const refusalFor = (verb: RunVerb): string | undefined => roleRefusal ?? refusalOf(verb, props)
  const againRefusal = roleRefusal ?? (project === undefined ? 'The run is in no project, so no pipeline has it.' : undefined)
  const button = (verb: RunVerb, label: string) => {
    const refusal = refusalFor(verb)
    return (
      <RefusableButton
        size="compact-sm"
        variant="default"
        refusal={refusal}
        loading={act.isPending && act.variables === verb}
        onClick={() => act.mutate(verb)}
      >
        {label}
      </RefusableButton>
    )
  }
  return (
    <>
      <Failure error={act.error} />
      {button('stop', 'Abort')}
      {isPaused || props.status === 'stopped' ? button('resume', 'Resume') : button('pause', 'Pause')}
      {button('retry', 'Retry failed')}
      <Button
        size="compact-sm"
        disabled={againRefusal !== undefined}
        title={againRefusal ?? ''}
        onClick={() => void navigate({ to: '/pipelines/$project/new', params: { project: project ?? '' }, search: { run } })}
      >
        Run again
      </Button>
    </>
  )
}
