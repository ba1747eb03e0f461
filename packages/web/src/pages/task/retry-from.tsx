import type { RunHead, StepView } from '@clearway/contract'
import { retryFromRefusal } from '../../actions/retry-from-refusal.ts'
import { useRoleRefusal } from '../../actions/use-role-refusal.ts'
import { useOffers } from '../../keys/offers.ts'
import { useShortcuts } from '../../keys/use-shortcuts.ts'
import { RefusableButton } from '../../ui/refusable-button.tsx'

interface Props {
  readonly step: Pick<StepView, 'name' | 'status'>
  readonly run: Pick<RunHead, 'status' | 'takes_code'>
  readonly onRetryFrom: (step: string) => void
}

/** Shows what a retry of the run from a step would repeat. */
export function RetryFrom({ step, run, onRetryFrom }: Props) {
  const refusal = useRoleRefusal() ?? retryFromRefusal(step, run)
  const act = (): void => onRetryFrom(step.name)
  useOffers({ about: step.name, list: [{ label: 'Retry from', refusal, act }], isChief: true })
  useShortcuts({ retryFrom: () => (refusal === undefined ? act() : undefined) })
  return (
    <RefusableButton size="compact-sm" variant="default" refusal={refusal} onClick={act}>
      Retry from here
    </RefusableButton>
  )
}
