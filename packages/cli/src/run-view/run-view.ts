import type { RunHead, StepView } from '@clearway/contract'

/** A run with all its steps. */
export interface RunView {
  readonly run: RunHead
  readonly steps: readonly StepView[]
}
