import type { RunHead, StepView } from '@clearway/contract'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api } from '../api/client.ts'
import { useOffers } from '../keys/offers.ts'
import { Failure } from '../ui/failure.tsx'
import { ActionButton, type OfferedAction } from './action-button.tsx'
import { refusalOf, type RunFacts, type RunVerb } from './refusal-of.ts'
import { retryFromRefusal } from './retry-from-refusal.ts'
import { SplitButton } from './split-button.tsx'
import { useRoleRefusal } from './use-role-refusal.ts'

export interface RunActionsProps extends Omit<RunFacts, 'status' | 'isPaused'> {
  readonly run: RunHead
  /** How many steps have not ended. */
  readonly open: number
  /** The name and status of the step that is chosen in the page. */
  readonly step: string | undefined
  readonly stepStatus: StepView['status'] | undefined
  readonly onRetryFrom: (step: string) => void
}

interface OfferedActions {
  readonly abort: OfferedAction
  readonly abortWithReason: OfferedAction
  /** Pauses the run, or lets it go on. */
  readonly pause: OfferedAction
  readonly retry: OfferedAction
  /** Leads to the form of a new run. */
  readonly form: OfferedAction
  /** What else repeats the run or a part of it. */
  readonly ways: readonly OfferedAction[]
  readonly error: Error | null
}

/** What a person can do to a run, and what went wrong. */
export function useRunActions({
  run: { id: run, name, project, status, ...head },
  failed,
  open,
  ...chosen
}: RunActionsProps): OfferedActions {
  const facts = { status, isPaused: head.paused !== undefined, failed }
  const navigate = useNavigate()
  const roleRefusal = useRoleRefusal()
  const act = useMutation({
    mutationFn: async ({ verb, reason }: { readonly verb: RunVerb; readonly reason?: string }) => {
      await api.runs[verb](verb === 'stop' && reason !== undefined && reason !== '' ? { run, reason } : { run })
    },
  })
  const again = useMutation({
    mutationFn: async () => {
      const { run: started } = await api.runs.rerun({ run })
      await navigate({ to: '/runs/$run', params: { run: started } })
    },
  })
  const isPending = (verb: RunVerb): boolean => act.isPending && act.variables.verb === verb
  const offered = (verb: RunVerb, label: string): OfferedAction => ({
    label,
    refusal: roleRefusal ?? refusalOf(verb, facts),
    isPending: isPending(verb),
    act: () => act.mutate({ verb }),
  })
  const question = `Abort the run?${open === 0 ? '' : ` This aborts the ${open === 1 ? 'step' : `${open} steps`} that have not ended.`}`
  const abort: OfferedAction = {
    ...offered('stop', 'Abort'),
    act: () => {
      if (open === 0 || window.confirm(question)) act.mutate({ verb: 'stop' })
    },
  }
  const abortWithReason: OfferedAction = {
    ...abort,
    label: 'Abort with a reason…',
    act: () => {
      const reason = window.prompt(`${question} Its reason stays with the run:`)
      if (reason !== null) act.mutate({ verb: 'stop', reason: reason.trim() })
    },
  }
  const form: OfferedAction = {
    label: 'Run again',
    refusal: roleRefusal ?? (project === undefined ? 'The run is in no project, so no pipeline has it.' : undefined),
    isPending: false,
    act: () => void navigate({ to: '/pipelines/$project/new', params: { project: project?.id ?? '' }, search: { run } }),
  }
  const retry = offered('retry', 'Retry failed')
  const { step, stepStatus, onRetryFrom } = chosen
  const ways: readonly OfferedAction[] = [
    { label: 'Run again with the same parameters', refusal: roleRefusal, isPending: again.isPending, act: () => again.mutate() },
    { ...form, label: 'Run again with other parameters…' },
    { ...retry, label: 'Retry the failed steps only' },
    {
      label: step === undefined ? 'Retry from a step…' : `Retry from ${step}…`,
      refusal:
        roleRefusal ??
        (step === undefined || stepStatus === undefined
          ? 'Choose a step first.'
          : retryFromRefusal({ name: step, status: stepStatus }, { status, takes_code: head.takes_code })),
      isPending: false,
      act: () => onRetryFrom(step ?? ''),
    },
  ]
  const pause = facts.isPaused || status === 'stopped' ? offered('resume', 'Resume') : offered('pause', 'Pause')
  // The other items of the menus are offered elsewhere: by the failed steps, and by the chosen step.
  useOffers({ about: name, list: [abort, abortWithReason, pause, retry, form, ...ways.slice(0, 1)], isChief: true })
  return { abort, abortWithReason, pause, retry, form, ways, error: act.error ?? again.error }
}

/** What a person can do to a run. The button of a refused action stays and shows the reason. */
export function RunActions(props: RunActionsProps) {
  const { abort, abortWithReason, pause, retry, form, ways, error } = useRunActions(props)
  return (
    <>
      <Failure error={error} />
      <SplitButton action={abort} ways={[abortWithReason]} label="Ways to stop the run" variant="default" />
      <ActionButton variant="default" action={pause} />
      <ActionButton variant="default" action={retry} />
      <SplitButton action={form} ways={ways} label="Ways to repeat the run" variant="filled" />
    </>
  )
}
