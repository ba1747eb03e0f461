import type { StepView } from '@clearway/contract'

/** The name of the first step after the selected one that is in one of the states, from the beginning again after the last; undefined if there is none. */
export function nextStep(
  steps: readonly Pick<StepView, 'name' | 'status'>[],
  selected: string | undefined,
  states: readonly StepView['status'][],
): string | undefined {
  const at = steps.findIndex(({ name }) => name === selected)
  const inTurn = [...steps.slice(at + 1), ...steps.slice(0, at + 1)]
  return inTurn.find(({ status }) => states.includes(status))?.name
}
