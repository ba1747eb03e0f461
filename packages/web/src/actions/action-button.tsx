import type { ButtonVariant } from '@mantine/core'
import type { Offer } from '../keys/offers.ts'
import { RefusableButton } from '../ui/refusable-button.tsx'

/** Something that a person can do, as a button and in the palette. */
export interface OfferedAction extends Offer {
  readonly isPending: boolean
}
interface Props {
  readonly action: OfferedAction
  readonly variant?: ButtonVariant
}

/** The button of an action. If the action is refused, the button stays and shows the reason. */
export function ActionButton({ action: { label, refusal, isPending, act }, variant = 'filled' }: Props) {
  return (
    <RefusableButton size="compact-sm" variant={variant} refusal={refusal} loading={isPending} onClick={act}>
      {label}
    </RefusableButton>
  )
}
