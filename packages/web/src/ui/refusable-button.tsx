import { Button, type ButtonProps } from '@mantine/core'
import type { ComponentPropsWithoutRef } from 'react'

interface Props extends ButtonProps, Omit<ComponentPropsWithoutRef<'button'>, keyof ButtonProps> {
  /** Why the user may not use the button, as a sentence; undefined if the user may. */
  readonly refusal: string | undefined
}

/** A button that is disabled where there is a refusal, which it shows on hover. */
export function RefusableButton({ refusal, title = '', ...props }: Props) {
  return <Button {...props} disabled={refusal !== undefined} title={refusal ?? title} />
}
