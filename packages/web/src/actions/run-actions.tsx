import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { Failure } from '../ui/failure.tsx'
import { refusalOf, type RunFacts, type RunVerb } from './refusal-of.ts'
import { RunAgain } from './run-again.tsx'
import { useRoleRefusal } from './use-role-refusal.ts'

interface Props extends RunFacts {
  readonly run: string
  /** How many steps have not ended. */
  readonly open: number
}

/** What a person can do to a run. A button that cannot be used stays, and says why. */
export function RunActions(props: Props) {
  const { run, open, isPaused } = props
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
  const button = (verb: RunVerb, label: string) => {
    const refusal = refusalFor(verb)
    return (
      <Button
        size="compact-sm"
        variant="default"
        disabled={refusal !== undefined}
        title={refusal ?? ''}
        loading={act.isPending && act.variables === verb}
        onClick={() => act.mutate(verb)}
      >
        {label}
      </Button>
    )
  }
  return (
    <>
      <Failure error={act.error} />
      {button('stop', 'Abort')}
      {isPaused || props.status === 'stopped' ? button('resume', 'Resume') : button('pause', 'Pause')}
      {button('retry', 'Retry failed')}
      <RunAgain run={run} refusal={refusalFor('rerun')} />
    </>
  )
}
